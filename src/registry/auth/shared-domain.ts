/**
 * Suffixes under which strangers are neighbours: two hosts below one of them do not belong together.
 * The list errs towards asking for too little: what is missing can be named in `trusted-auth-hosts`.
 */
const SHARED_SUFFIXES = [
  ...['azurecr.io', 'azurecr.cn', 'azurecr.us', 'azurewebsites.net', 'azurecontainerapps.io', 'azure.com'],
  ...['cloudapp.net', 'windows.net', 'pkg.dev', 'gcr.io', 'run.app', 'web.app', 'appspot.com', 'googleapis.com'],
  ...['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'on.aws', 'cloudfront.net'],
  ...['jfrog.io', 'cloudsmith.io', 'container-registry.com', 'github.io', 'github.dev', 'gitlab.io', 'quay.io'],
  ...['herokuapp.com', 'fly.dev', 'onrender.com', 'netlify.app', 'vercel.app', 'pages.dev', 'workers.dev'],
  ...['ondigitalocean.app', 'digitaloceanspaces.com', 'scw.cloud', 'aliyuncs.com', 'myhuaweicloud.com', 'ocir.io'],
  ...['oraclecloud.com', 'appdomain.cloud', 'icr.io', 'ovh.net', 'hetzner.cloud', 'your-server.de', 'railway.app'],
  ...['ngrok.io', 'ngrok.app', 'ngrok.dev', 'ngrok-free.app', 'ngrok-free.dev', 'trycloudflare.com', 'ts.net'],
  ...['duckdns.org', 'dyndns.org', 'no-ip.org', 'ddns.net', 'nip.io', 'sslip.io', 'traefik.me', 'eu.org'],
];
/** Second labels under which countries give names to everybody, as in `co.uk`. */
const PUBLIC_SECOND =
  /^(?:ac|asn|asso|co|com|edu|firm|gen|go|gob|gouv|gov|govt|gv|id|idv|ind|info|ltd|me|mil|muni|ne|net|nhs|nom|or|org|plc|police|pp|pro|sch|school|web)\.[a-z]{2}$/;
/** Addresses that end alike have no owner in common: they are no domain. */
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;

function isShared(domain: string): boolean {
  return PUBLIC_SECOND.test(domain) || SHARED_SUFFIXES.some((end) => domain === end || domain.endsWith(`.${end}`));
}

/**
 * Tells whether a host is the parent of another, or its sibling, in a domain of one owner: GitLab stands at
 * `gitlab.acme.org` beside its `registry.acme.org`.
 *
 * @example isSameOwner('registry.acme.org', 'gitlab.acme.org') // true
 */
export function isSameOwner(registry: string, other: string): boolean {
  if (ADDRESS.test(registry)) return false;
  const parent = registry.split('.').slice(1).join('.');
  if (!parent.includes('.') || isShared(parent)) return false;
  return other === parent || other.endsWith(`.${parent}`);
}
