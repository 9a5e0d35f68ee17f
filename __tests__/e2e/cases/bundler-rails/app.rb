require 'plain'
require 'native'
puts Plain, Native
