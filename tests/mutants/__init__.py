"""Mutation testing of `retrieval`: small changes to its source, and whether a test notices each of them."""
