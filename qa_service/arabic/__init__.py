"""Arabic: its words analysed, as they are typed, translated into, and asked with."""
