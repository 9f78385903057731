"""Tables as readers see them: few columns, words of the language, documents and lines beside every figure."""
