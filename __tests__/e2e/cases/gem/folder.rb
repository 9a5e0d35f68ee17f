# RubyGems fetches from a folder what it would ask rubygems.org for.
require 'rubygems/remote_fetcher'

class Gem::RemoteFetcher
  def fetch_https(uri, *)
    path = "/srv/gems#{uri.path}"
    raise FetchError.new('404', uri) unless File.file?(path)

    warn "fetched #{path}" if path.end_with?('.gem')
    File.binread(path)
  end
end
