"""How people come in and stay in: doors, secrets, sign-ins, addresses, names, invitations."""
