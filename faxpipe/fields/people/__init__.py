"""Who is who: the sender by letterhead and signature, the patient by what stands beside the name."""
