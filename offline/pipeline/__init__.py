"""What a build works in: its folder, the stages that run on it, the scan, the cache, the lock."""
