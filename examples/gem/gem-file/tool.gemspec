Gem::Specification.new do |spec|
  spec.name = "tool"
  spec.version = "1.0.0"
  spec.summary = "A tool"
  spec.authors = ["Somebody"]
  spec.files = []
end
