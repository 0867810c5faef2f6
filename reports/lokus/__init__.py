"""The story of one lokus, a module per part. Templates in templates/reports/lokus/ print them.

A part is a function of the lokus and its reader; what names a person is only for who may open the register.
"""
