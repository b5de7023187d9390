"""Values that no label asks for, told by shape and place."""
