// A real OpenID provider on this machine, for the tests: everybody who gives a name is let in.
// Usage: node server.mjs REDIRECT_URI [loose]; prints its issuer when it listens, and ends
// with its standard input. `loose` puts the claims of a scope into the ID token too.
import http from "node:http";
import Provider from "oidc-provider";

const [redirect, mode] = process.argv.slice(2);
const client = (id) => ({
  client_id: id,
  client_secret: `rahasia ${id}`,
  redirect_uris: [redirect],
});
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [client("semesta"), client("lain")],
    claims: { openid: ["sub"], profile: ["preferred_username"] },
    conformIdTokenClaims: mode !== "loose",
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id.replace("subjek-", "") }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
