// A real identity provider for the contract tests: npm's oidc-provider, with new keys at each start.
// Called with the port; a resource names the audience by its host, and by its path how tokens are signed.
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, tools] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(createRequire(`${resolve(tools)}/`).resolve('oidc-provider')));

const key = (alg, type, options) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), alg, use: 'sig',
});
const client = (id, office) => ({
  client_id: id,
  client_secret: 'for the tests only',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  scope: 'presences:read status:write',
  office,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client('kenya', 'KEN'), client('nobody')],
  jwks: {
    keys: [
      key('RS256', 'rsa', { modulusLength: 2048 }),
      key('ES256', 'ec', { namedCurve: 'P-256' }),
      key('EdDSA', 'ed25519'),
    ],
  },
  cookies: { keys: ['for the tests only'] },
  scopes: ['presences:read', 'status:write'],
  extraClientMetadata: { properties: ['office'] },
  extraTokenClaims: (_, token) => (token.client.office ? { office: token.client.office } : undefined),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => {
        const { host, pathname } = new URL(resource);
        return {
          scope: 'presences:read status:write',
          audience: host,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: pathname.slice(1) } },
        };
      },
    },
  },
});
provider.listen(Number(port), '127.0.0.1');
