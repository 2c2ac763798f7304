// A TCP proxy that makes the way to a server longer; a process of its own, so that it takes no CPU time from what is
// measured. Arguments: the target's HOST:PORT and the milliseconds that a round trip takes more.
import { connect, createServer, type Socket } from 'node:net';

/** What may be under way on a connection in each direction (bytes): Linux lets a TCP window grow about so far. */
const WINDOW = 6 * 1024 * 1024;

const [, , target = '', roundTrip = '0'] = process.argv;
const [hostname, port] = target.split(':');
const oneWay = Number(roundTrip) / 2;

/** Passes bytes on in their order, each after the time of one way. */
function passOn(from: Socket, to: Socket): void {
  let underWay = 0;
  from.on('data', (chunk: Buffer) => {
    underWay += chunk.length;
    if (underWay > WINDOW) from.pause();
    setTimeout(() => {
      to.write(chunk, () => {
        underWay -= chunk.length;
        if (underWay <= WINDOW) from.resume();
      });
    }, oneWay);
  });
  from.on('end', () => setTimeout(() => to.end(), oneWay));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), oneWay));
}

const server = createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: true }, (client) => {
  const upstream = connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true }, () => {
    passOn(upstream, client);
    // TCP's own handshake takes a round trip before the first byte may go.
    setTimeout(() => {
      passOn(client, upstream);
      client.resume();
    }, oneWay * 2);
  });
  upstream.on('error', () => client.destroy());
  client.on('error', () => upstream.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`127.0.0.1:${address.port}\n`);
});
