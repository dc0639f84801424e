"""What has been published, as values that a store keeps and a plan is compared with. Pure."""
