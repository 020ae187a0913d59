// A certified OpenID Connect provider (npm oidc-provider) for tests/web/test_certified_provider.py. It reads its options
// as JSON from its first argument: port, client, secret, redirect, keys, and the milliseconds at which its clock stands.
import { Provider } from "oidc-provider";

const { port, client, secret, redirect, keys, now } = JSON.parse(process.argv[2]);
const SystemDate = Date;
globalThis.Date = class extends SystemDate {
  constructor(...given) { super(...(given.length ? given : [now])); }
  static now() { return now; }
};

const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect], post_logout_redirect_uris: [issuer] }],
  jwks: { keys },
  cookies: { keys: ["only for tests"] },
  ttl: { IdToken: 60, AccessToken: 60, AuthorizationCode: 60, Interaction: 3600, Session: 3600, Grant: 3600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id, name: "Ann of the provider" }) }),
  claims: { openid: ["sub"], profile: ["preferred_username", "name"] },
  // Small providers say who somebody is in the token itself.
  conformIdTokenClaims: false,
});
provider.listen(port, "127.0.0.1", () => console.log(`listening at ${issuer}`));
