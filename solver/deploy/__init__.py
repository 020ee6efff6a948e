"""Deployment: from demand to posts, lines, mobile units and desks (岗位部署), before any name is chosen."""
