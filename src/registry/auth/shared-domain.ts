/**
 * Suffixes under which strangers are neighbours: nothing below one of them vouches for anything else there.
 * The list errs towards asking for too little: what is missing can be named in `trusted-auth-hosts`.
 */
const SHARED_SUFFIXES = [
  ...['azurecr.io', 'azurecr.cn', 'azurecr.us', 'azurewebsites.net', 'azurecontainerapps.io', 'azure.com'],
  ...['cloudapp.net', 'windows.net', 'pkg.dev', 'gcr.io', 'run.app', 'web.app', 'appspot.com', 'googleapis.com'],
  ...['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'on.aws', 'amazonwebservices.com.cn', 'cloudfront.net'],
  ...['jfrog.io', 'cloudsmith.io', 'container-registry.com', 'github.io', 'github.dev', 'gitlab.io', 'quay.io'],
  ...['herokuapp.com', 'fly.dev', 'onrender.com', 'netlify.app', 'vercel.app', 'pages.dev', 'workers.dev'],
  ...['ondigitalocean.app', 'digitaloceanspaces.com', 'scw.cloud', 'aliyuncs.com', 'myhuaweicloud.com', 'ocir.io'],
  ...['oraclecloud.com', 'appdomain.cloud', 'icr.io', 'ovh.net', 'hetzner.cloud', 'your-server.de', 'railway.app'],
  ...['ngrok.io', 'ngrok.app', 'ngrok.dev', 'ngrok-free.app', 'ngrok-free.dev', 'trycloudflare.com', 'ts.net'],
  ...['duckdns.org', 'dyndns.org', 'no-ip.org', 'ddns.net', 'nip.io', 'sslip.io', 'traefik.me', 'eu.org'],
  // Registrars that sell names below a domain of their own (Public Suffix List, "CentralNic").
  ...['ae.org', 'br.com', 'cn.com', 'com.de', 'com.se', 'de.com', 'eu.com', 'gb.net', 'gr.com', 'hu.net', 'in.net'],
  ...['jp.net', 'jpn.com', 'kr.com', 'mex.com', 'no.com', 'qc.com', 'ru.com', 'sa.com', 'se.net', 'uk.com', 'uk.net'],
  ...[
    'us.com',
    'us.org',
    'uy.com',
    'za.bz',
    'za.com',
    'africa.com',
    'co.com',
    'co.nl',
    'co.no',
    'radio.am',
    'radio.fm',
  ],
];

/** Second labels under which countries give names to everybody, as in `co.uk`. */
const PUBLIC_SECOND =
  /^(?:ac|asn|asso|co|com|edu|firm|gen|go|gob|gouv|gov|govt|gv|id|idv|ind|info|ltd|me|mil|muni|ne|net|nhs|nom|or|org|plc|police|pp|pro|sch|school|web)\.[a-z]{2}$/;

/** Addresses that end alike have no owner in common: they are no domain. */
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;

function isShared(domain: string): boolean {
  return PUBLIC_SECOND.test(domain) || SHARED_SUFFIXES.some((end) => domain === end || domain.endsWith(`.${end}`));
}

function isDomainOfOwner(domain: string): boolean {
  return domain.includes('.') && !ADDRESS.test(domain) && !isShared(domain);
}

/**
 * Tells whether a host is the parent of another or a child of it: whoever has a domain decides what is below it. Siblings
 * say nothing of each other, since no list knows all domains in which strangers get names.
 *
 * @example isParentOrChild('registry.acme.org', 'acme.org') // true
 * @example isParentOrChild('registry.acme.org', 'gitlab.acme.org') // false
 */
export function isParentOrChild(registry: string, other: string): boolean {
  if (ADDRESS.test(registry)) return false;
  const parent = registry.slice(registry.indexOf('.') + 1);
  if (other === parent) return isDomainOfOwner(parent);
  return other.endsWith(`.${registry}`) && isDomainOfOwner(registry);
}
