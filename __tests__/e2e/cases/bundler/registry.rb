# What stands for rubygems.org: a folder of gems, one of them with an extension, and a mirror that Bundler goes by.
require 'fileutils'

FileUtils.mkdir_p '/srv/gems/gems'

def gem_of(name, version, extension: false)
  Dir.mkdir name
  Dir.chdir name do
    Dir.mkdir 'lib'
    File.write "lib/#{name}.rb", extension ? "require '#{name}/#{name}'\n" : "#{name.capitalize} = '#{version}'\n"
    files = ["lib/#{name}.rb"]
    if extension
      FileUtils.mkdir_p "ext/#{name}"
      File.write "ext/#{name}/extconf.rb", "require 'mkmf'\ncreate_makefile '#{name}/#{name}'\n"
      File.write "ext/#{name}/#{name}.c",
                 "#include <ruby.h>\nvoid Init_#{name}(void) { rb_define_global_const(\"#{name.capitalize}\", rb_str_new_cstr(\"#{version}\")); }\n"
      files += ["ext/#{name}/extconf.rb", "ext/#{name}/#{name}.c"]
    end
    Gem::Package.build(Gem::Specification.new do |spec|
      spec.name, spec.version, spec.summary, spec.authors, spec.files = name, version, name, [name], files
      spec.extensions = ["ext/#{name}/extconf.rb"] if extension
    end)
    FileUtils.mv Dir['*.gem'], '/srv/gems/gems'
  end
  FileUtils.rm_r name
end

require 'rubygems/package'
Dir.chdir '/tmp' do
  gem_of 'plain', '1.0.0'
  gem_of 'plain', '1.1.0'
  gem_of 'native', '2.0.0', extension: true
end
system 'gem', 'generate_index', '--directory', '/srv/gems', exception: true

FileUtils.mkdir_p '/root/.bundle'
File.write '/root/.bundle/config', "---\nBUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/: \"file:///srv/gems/\"\n"
