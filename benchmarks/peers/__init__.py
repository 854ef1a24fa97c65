"""The other extractors of main text that the project is compared with."""
