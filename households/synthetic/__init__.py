"""An invented register of any size, for load tests and training: houses, families, members, surveys.

`register.make_register` writes it; `places` plans the RT, `people` invents who lives there, `numbers` gives out NIK
and KK numbers, `surveys` invents what a survey found, `writing` stores rows the fast way of each database. The same
seed and size give the same people.
"""
