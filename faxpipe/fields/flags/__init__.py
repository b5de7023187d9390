"""Red flags: findings about this patient that raise the priority."""
