"""Many runs at once: side by side in one batched network, or sharing their past, or on all cores."""
