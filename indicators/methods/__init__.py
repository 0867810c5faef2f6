"""How every figure is computed: pure functions, one module per topic, no database and no clock.

Numbers go in as int, str, Decimal, Fraction or float; what is unknown goes in and comes out as None.
"""
