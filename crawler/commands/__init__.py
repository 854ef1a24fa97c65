"""The commands of the project; each module is one, named like its command."""
