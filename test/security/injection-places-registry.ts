import { errorAnswer, type RawHeader } from './injection-answer.ts';
import { type Ask, type Attack, on, type Place, SOURCE, TAG_LIST } from './injection-places.ts';

/** Refuses the source for good: nothing of this is tried again. */
const DENIED = 403;

const MANIFEST_TYPE: RawHeader = ['Content-Type', 'application/vnd.oci.image.manifest.v1+json'];

function challenge(parameters: string, headers: readonly RawHeader[] = []): Attack {
  return on('GET', SOURCE, () =>
    errorAnswer(401, { code: 'UNAUTHORIZED' }, [['WWW-Authenticate', parameters], ...headers]),
  );
}

/** Lets the token server of the registry's own host answer. */
function tokenServer(answer: (ask: Ask) => ReturnType<typeof errorAnswer>): Attack {
  return {
    answer(ask) {
      if (ask.path.startsWith('/token')) return answer(ask);
      if (!SOURCE.test(ask.path)) return undefined;
      return errorAnswer(401, { code: 'UNAUTHORIZED' }, [
        ['WWW-Authenticate', `Bearer realm="http://${ask.host}/token"`],
      ]);
    },
  };
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** What a registry says in its answers to reads, errors above all. */
export const READ_PLACES: readonly Place[] = [
  {
    name: 'the code of an error',
    isHidden: true,
    attack: ({ text }) => on('GET', SOURCE, () => errorAnswer(DENIED, { code: text })),
  },
  {
    name: 'the message of an error',
    attack: ({ text }) => on('GET', SOURCE, () => errorAnswer(DENIED, { code: 'DENIED', message: text })),
  },
  {
    name: 'the detail of an error',
    isHidden: true,
    attack: ({ text }) =>
      on('GET', SOURCE, () => errorAnswer(DENIED, { code: 'DENIED', detail: { [text]: [text] }, [text]: text })),
  },
  {
    name: 'an error in plain words',
    attack: ({ bytes }) =>
      on('GET', SOURCE, () => ({ status: DENIED, headers: [['Content-Type', 'text/plain']], body: bytes })),
  },
  {
    name: 'an error that is a web page',
    isHidden: true,
    attack: ({ bytes }) =>
      on('GET', SOURCE, () => ({ status: 404 + 5, headers: [['Content-Type', 'text/html']], body: bytes })),
  },
  {
    name: 'an error of any type',
    isHidden: true,
    attack: ({ bytes, text }) =>
      on('GET', SOURCE, () => ({ status: 400, headers: [['Content-Type', bytes]], body: JSON.stringify(text) })),
  },
  {
    name: 'the reason phrase',
    isHidden: true,
    attack: ({ bytes }) => on('GET', SOURCE, () => ({ status: DENIED, reason: bytes })),
  },
  {
    name: 'the headers of a refusal',
    isHidden: true,
    attack: ({ bytes }) =>
      on('GET', SOURCE, () => ({
        status: 400,
        headers: [
          'Warning',
          'Retry-After',
          'Range',
          'OCI-Chunk-Min-Length',
          'OCI-Subject',
          'Server',
          'Date',
          'Via',
        ].map((name): RawHeader => [name, bytes]),
      })),
  },
  {
    name: 'Retry-After beside a limit that lasts',
    attack: ({ text, bytes }) =>
      on('GET', SOURCE, () =>
        errorAnswer(429, { code: 'TOOMANYREQUESTS', message: `pull rate limit ${text}` }, [['Retry-After', bytes]]),
      ),
  },
  {
    name: 'Content-Type of a manifest',
    isHidden: true,
    attack: ({ bytes }) =>
      on('GET', SOURCE, () => ({ status: 200, headers: [['Content-Type', bytes]], body: '{"layers":[]}' })),
  },
  {
    name: 'a manifest that is none',
    isHidden: true,
    attack: ({ bytes }) => on('GET', SOURCE, () => ({ status: 200, headers: [MANIFEST_TYPE], body: bytes })),
  },
  {
    name: 'Docker-Content-Digest of a manifest',
    // What is no digest says nothing.
    isHidden: true,
    attack: ({ bytes }) =>
      on('GET', SOURCE, () => ({
        status: 200,
        headers: [MANIFEST_TYPE, ['Docker-Content-Digest', bytes]],
        body: '{}',
      })),
  },
  {
    name: 'the address of a redirect',
    attack: ({ bytes }) => on('GET', SOURCE, () => ({ status: 307, headers: [['Location', bytes]] })),
  },
  {
    name: 'the scheme of a redirect',
    attack: ({ text }) =>
      on('GET', SOURCE, () => ({ status: 302, headers: [['Location', `${text.replace(/[^a-z]/gi, '')}x:${text}`]] })),
  },
  {
    name: 'the path of a redirect',
    attack: ({ text }) => ({
      answer: ({ path, host }) =>
        SOURCE.test(path)
          ? { status: 302, headers: [['Location', `http://${host}/else/${text}`]] }
          : path.startsWith('/else/')
            ? errorAnswer(DENIED, { code: 'DENIED', message: path })
            : undefined,
    }),
  },
  {
    name: 'the query of a redirect',
    isHidden: true,
    attack: ({ text }) => ({
      answer: ({ path, host }) =>
        SOURCE.test(path)
          ? { status: 302, headers: [['Location', `http://${host}/else?${text}#${text}`]] }
          : path.startsWith('/else')
            ? errorAnswer(DENIED, { code: 'DENIED' })
            : undefined,
    }),
  },
  { name: 'the realm', attack: ({ text }) => challenge(`Bearer realm=${quoted(`:${text}`)},service="x"`) },
  {
    name: 'the path of the realm',
    attack: ({ text }) => ({
      answer: ({ path, host }) =>
        SOURCE.test(path)
          ? errorAnswer(401, {}, [['WWW-Authenticate', `Bearer realm=${quoted(`http://${host}/realm/${text}`)}`]])
          : path.startsWith('/realm/')
            ? errorAnswer(401, { code: 'UNAUTHORIZED', message: text })
            : undefined,
    }),
  },
  {
    name: 'a realm that is a host',
    attack: ({ text }) => challenge(`Bearer realm=${quoted(`http://${text}/`)}`),
  },
  {
    name: 'the other parameters of a challenge',
    isHidden: true,
    attack: ({ text }) => ({
      answer: ({ path, host }) => {
        if (path.startsWith('/token')) return errorAnswer(401, { code: 'UNAUTHORIZED', message: text });
        if (!SOURCE.test(path)) return undefined;
        const names = ['service', 'scope', 'error', 'error_description', 'error_uri'];
        const others = names.map((name) => `${name}=${quoted(text)}`).join(',');
        return errorAnswer(401, {}, [['WWW-Authenticate', `Bearer realm="http://${host}/token",${others}`]]);
      },
    }),
  },
  {
    name: 'the scheme of a challenge, and the realm of Basic',
    isHidden: true,
    attack: ({ text }) =>
      challenge(`${text} realm=${quoted(text)}`, [['WWW-Authenticate', `Basic realm=${quoted(text)}`]]),
  },
  {
    name: 'a refusal of the token server',
    isHidden: true,
    attack: ({ text }) => tokenServer(() => ({ ...errorAnswer(400, { code: text, message: text }), reason: text })),
  },
  {
    name: 'what the token server answers',
    isHidden: true,
    attack: ({ bytes, text }) =>
      tokenServer(() => ({ status: 200, headers: [['Content-Type', bytes]], body: JSON.stringify([text]) })),
  },
  {
    name: 'a token that is none',
    isHidden: true,
    attack: ({ text }) =>
      tokenServer(() => ({
        status: 200,
        body: JSON.stringify({ token: `${text} `, expires_in: text, issued_at: text }),
      })),
  },
  {
    name: 'a token',
    isHidden: true,
    attack: ({ text }) =>
      tokenServer(() => ({
        status: 200,
        body: JSON.stringify({ access_token: text.replace(/[^\x21-\x7e]/g, '').slice(0, 2000), refresh_token: text }),
      })),
  },
  {
    name: 'Link of a list of tags',
    isHidden: true,
    attack: ({ text }) =>
      on('GET', TAG_LIST, () => ({
        status: 200,
        headers: [['Link', `<http://evil.test/${text}>; rel="next"`]],
        body: '{"name":"x","tags":[]}',
      })),
  },
  {
    name: 'names of tags',
    isHidden: true,
    attack: ({ text }) =>
      on('GET', TAG_LIST, () => ({
        status: 200,
        body: JSON.stringify({ name: text, tags: [text, '1.0.0', `v${text}`] }),
      })),
  },
  {
    name: 'the query of the next page',
    isHidden: true,
    attack: ({ text }) => ({
      answer({ path }) {
        if (!TAG_LIST.test(path)) return undefined;
        const headers: readonly RawHeader[] = path.includes('more=')
          ? []
          : [['Link', `</v2/x?more=${text}>; rel="next"`]];
        return { status: 200, headers, body: '{"name":"x","tags":["0.9.0"]}' };
      },
    }),
  },
  {
    name: 'a list of tags that is refused',
    attack: ({ text }) => on('GET', TAG_LIST, () => errorAnswer(DENIED, { code: 'DENIED', message: text })),
  },
  {
    name: 'warnings beside a good answer',
    attack: ({ bytes, text }) =>
      on('GET', TAG_LIST, () => ({
        status: 200,
        reason: bytes,
        headers: [
          ['Warning', bytes],
          ['Warning', `299 - ${quoted(text)}`],
        ],
        body: '{"name":"x","tags":[]}',
      })),
  },
];
