"""How much of the damage of clones is undone: texts, damaged by ``crawler.demo.damage``, and their scores."""
