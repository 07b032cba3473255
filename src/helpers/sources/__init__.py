"""Figures from outside: live services, releases and exports, each as observation rows."""
