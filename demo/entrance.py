"""The sign-in page of the demo names its accounts; their password stands on the machine that serves it only."""

from demo.accounts import ACCOUNTS


def sign_in_list(request):
    """Context processor of the demo alone (settings.DEMO): the accounts by name and role."""
    return {
        "demo_accounts": [
            {"username": account.username, "name": account.name, "role": account.role.label} for account in ACCOUNTS
        ]
    }
