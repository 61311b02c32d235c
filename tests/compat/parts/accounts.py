"""Users, tokens, the organization, session policy, version."""


def run(r, place):
    sdk = r.sdk
    me = r.call("accounts: whoami", sdk.users.whoami, same=("email", "first_name"))
    r.call("accounts: current user", sdk.users.get_current_user, same=("email",))
    r.call("accounts: get token", sdk.users.get_token)
    r.call("accounts: hotkeys", sdk.users.get_hotkeys)
    r.call("accounts: set hotkeys", sdk.users.update_hotkeys,
           custom_hotkeys={"annotation:skip-task": {"key": "ctrl+j", "active": True}}, same=("custom_hotkeys",))
    r.ask("accounts: hotkeys of a wrong type", "PATCH", "/api/current-user/hotkeys/", json={"custom_hotkeys": "x"})

    r.call("accounts: list users", sdk.users.list, same=("[].email",))
    r.ask("accounts: create user", "POST", "/api/users/", same=("email", "first_name"),
          json={"email": "second@example.com", "username": "second", "first_name": "Se", "last_name": "Cond",
                "password": "mill-wheel-9"})
    r.call("accounts: create user by the SDK", sdk.users.create, username="third", email="third@example.com",
           first_name="Third", same=("email", "first_name"))
    second = next((u for u in sdk.users.list() if u.email == "second@example.com"), me)
    r.ask("accounts: create user, address taken", "POST", "/api/users/",
          json={"email": "second@example.com", "username": "second2", "password": "mill-wheel-9"})
    r.ask("accounts: create user, no address", "POST", "/api/users/", json={"username": "third"})
    r.ask("accounts: create user, bad address", "POST", "/api/users/", json={"email": "no address", "username": "t"})
    r.call("accounts: get user", sdk.users.get, second.id, same=("email", "first_name", "last_name"))
    r.call("accounts: rename user", sdk.users.update, me.id, first_name="Ada", same=("first_name",))
    r.call("accounts: rename another user", sdk.users.update, second.id, first_name="Bea")
    r.call("accounts: get unknown user", sdk.users.get, 99999)
    r.ask("accounts: get user, id of a wrong type", "GET", "/api/users/abc/", body=False)

    r.call("accounts: get jwt settings", sdk.jwt_settings.get, same=("*",))
    r.call("accounts: set jwt settings", sdk.jwt_settings.update, api_token_ttl_days=100, api_tokens_enabled=True,
           legacy_api_tokens_enabled=True, same=("*",))
    r.ask("accounts: set jwt settings, wrong type", "POST", "/api/jwt/settings", json={"api_token_ttl_days": "many"})
    r.call("accounts: list tokens, none", sdk.tokens.list)
    created = r.call("accounts: create token", sdk.tokens.create)
    r.call("accounts: list tokens, one", sdk.tokens.list)
    refresh = getattr(created, "token", "")
    access = r.call("accounts: refresh token", sdk.tokens.refresh, refresh=refresh)
    bearer = {"Authorization": f"Bearer {getattr(access, 'access', '')}"}
    r.ask("accounts: whoami with an access token", "GET", "/api/current-user/whoami", token=False, send=bearer,
          same=("email",))
    r.ask("accounts: whoami with a refresh token", "GET", "/api/current-user/whoami", token=False,
          send={"Authorization": f"Bearer {refresh}"})
    r.call("accounts: SDK with a refresh token", r.client(refresh).users.whoami, same=("email",))
    rotated = r.call("accounts: rotate token", sdk.tokens.rotate, refresh=refresh)
    r.call("accounts: refresh a rotated token", sdk.tokens.refresh, refresh=refresh)
    r.call("accounts: blacklist token", sdk.tokens.blacklist, refresh=getattr(rotated, "refresh", ""))
    r.call("accounts: blacklist token again", sdk.tokens.blacklist, refresh=getattr(rotated, "refresh", ""))
    r.call("accounts: refresh nonsense", sdk.tokens.refresh, refresh="nonsense")
    r.ask("accounts: refresh nothing", "POST", "/api/token/refresh/", json={})

    organizations = r.call("accounts: list organizations", sdk.organizations.list)
    one = organizations[0].id if isinstance(organizations, list) and organizations else 1
    r.call("accounts: get organization", sdk.organizations.get, one)
    r.call("accounts: rename organization", sdk.organizations.update, one, title="The mill")
    r.call("accounts: get unknown organization", sdk.organizations.get, 99999)
    r.call("accounts: list members", sdk.organizations.members.list, one)
    r.call("accounts: get member", sdk.organizations.members.get, one, second.id)
    r.ask("accounts: remove oneself", "DELETE", f"/api/organizations/{one}/memberships/{me.id}/")
    r.ask("accounts: remove member", "DELETE", f"/api/organizations/{one}/memberships/{second.id}/")
    r.ask("accounts: remove unknown member", "DELETE", f"/api/organizations/{one}/memberships/99999/")
    third = next((u for u in sdk.users.list() if u.email == "third@example.com"), me)
    r.call("accounts: remove member by the SDK", sdk.organizations.members.delete, one, third.id)
    r.ask("accounts: get invitation", "GET", "/api/invite")
    r.call("accounts: get invitation by the SDK", sdk.organizations.invites.get_invite_link)
    r.call("accounts: new invitation", sdk.organizations.reset_token)
    r.call("accounts: delete user", sdk.users.delete, second.id)
    r.call("accounts: delete unknown user", sdk.users.delete, 99999)

    r.call("accounts: get session policy", sdk.session_policy.get, same=("*",))
    r.call("accounts: set session policy", sdk.session_policy.update, max_session_age=20000,
           max_time_between_activity=3000, same=("*",))
    r.ask("accounts: set session policy, wrong type", "PATCH", "/api/session-policy/", json={"max_session_age": "x"})
    r.call("accounts: version", sdk.versions.get)
    r.ask("accounts: health", "GET", "/health", token=False, same=("*",))
    r.ask("accounts: no token", "GET", "/api/projects/", token=False)
    r.ask("accounts: unknown token", "GET", "/api/projects/", token="0" * 40)
    r.ask("accounts: broken header", "GET", "/api/projects/", token=False, send={"Authorization": "Token"})
    r.ask("accounts: unknown kind of header", "GET", "/api/projects/", token=False, send={"Authorization": "Magic x"})
    # Last: the token of this script's own account changes.
    reset = r.call("accounts: reset token", sdk.users.reset_token)
    r.ask("accounts: old token", "GET", "/api/current-user/whoami")
    r.token = getattr(reset, "token", r.token)
    r.sdk = r.client(r.token)
    r.ask("accounts: new token", "GET", "/api/current-user/whoami", same=("email",))
