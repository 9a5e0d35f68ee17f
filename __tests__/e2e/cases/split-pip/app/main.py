import idna, six
print(six.__version__)
