# For tools that only know setup.py; everything else is said in pyproject.toml.
__import__("setuptools").setup(name="relcrm")
