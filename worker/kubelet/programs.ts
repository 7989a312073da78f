/** Programs that only make sense inside a container: servers, the host's name, pause. */

import type { Command, CommandContext } from '../shell/types';
import { WEB_ROOT } from './images';
import type { HttpAnswer, Listener } from './network';
import { usage } from './busybox-usage';
import { networkTool, resolve, type NetworkTools } from './network-tools';
import type { Daemon } from './process';

export interface Surroundings extends NetworkTools {
  /** The name of the kernel. */
  hostname: string;
  podName: string;
  /** Opens a port of the Pod until the container ends. */
  listen(listener: Listener): void;
}

const NOT_FOUND: HttpAnswer = { status: 404, reason: 'Not Found', body: '404 Not Found\n' };

/** @returns the program, or undefined for those that any shell has. */
export function containerProgram(name: string, around: Surroundings, daemon: Daemon): Command | undefined {
  switch (name) {
    case 'hostname':
      return (context) => hostname(context, around);
    case 'dnsdomainname':
      return (context) => hostname({ ...context, args: ['-d'] }, around);
    case 'nginx':
      return fileServer(
        () => WEB_ROOT,
        () => 80,
        around,
        daemon,
      );
    case 'httpd':
      return fileServer(
        (args) => optionOf(args, '-h') ?? '.',
        (args) => Number((optionOf(args, '-p') ?? '80').split(':').pop()),
        around,
        daemon,
      );
    case 'pause':
      return () => {
        daemon.handleTerminate();
        return daemon.forever();
      };
    case 'agnhost':
      return agnhost(around, daemon);
    default:
      return networkTool(name, around);
  }
}

const HOSTNAME_USAGE = `hostname [-sidf] [HOSTNAME | -F FILE]

Show or set hostname or DNS domain name

	-s	Short
	-i	Addresses for the hostname
	-d	DNS domain name
	-f	Fully qualified domain name
	-F FILE	Use FILE's content as hostname
`;

/** busybox's: -f, -d and -i ask the resolver for the kernel's name; the hosts file answers with its first name. */
async function hostname(context: CommandContext, around: Surroundings): Promise<number> {
  const { args, stdout, stderr } = context;
  const letters = args
    .filter((arg) => /^-[a-zA-Z]/.test(arg))
    .join('')
    .replace(/-/g, '');
  const bad = [...letters].find((letter) => !'sidf'.includes(letter));
  if (bad !== undefined) return usage(context, HOSTNAME_USAGE, `invalid option -- '${bad}'`);
  if (letters === '' && args.length > 0) {
    stderr.write('hostname: sethostname: Operation not permitted\n');
    return 1;
  }
  if (!/[dfi]/.test(letters)) {
    stdout.write(`${letters.includes('s') ? around.hostname.split('.')[0] : around.hostname}\n`);
    return 0;
  }
  const { addresses, name } = await resolve(context, around.hostname, around);
  const own = addresses.filter((address) => !address.includes(':'));
  if (own.length === 0) {
    stderr.write(`hostname: ${around.hostname}: Unknown host\n`);
    return 1;
  }
  const at = name.indexOf('.');
  if (letters.includes('f')) stdout.write(`${name}\n`);
  else if (letters.includes('s')) stdout.write(`${name.split('.')[0]}\n`);
  else if (letters.includes('d')) stdout.write(at < 0 ? '' : `${name.slice(at + 1)}\n`);
  else stdout.write(`${own.map((address) => `${address} `).join('')}\n`);
  return 0;
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || (arg.startsWith(name) && !arg.startsWith('--')));
  if (at < 0) return undefined;
  return args[at] === name ? args[at + 1] : args[at].slice(name.length);
}

/** Serves a folder of the container, as the small server of the images does. */
function fileServer(
  rootOf: (args: readonly string[]) => string,
  portOf: (args: readonly string[]) => number,
  around: Surroundings,
  daemon: Daemon,
): Command {
  return (context) => {
    const given = rootOf(context.args);
    const root = given.startsWith('/') ? given : context.cwd + (given === '.' ? '' : `/${given}`);
    around.listen({
      ips: around.podIPs(),
      port: portOf(context.args),
      answer(path) {
        const file = path.split('?')[0];
        const full = `${root.replace(/\/$/, '')}${file.endsWith('/') ? `${file}index.html` : file}`;
        const body = context.fs.read(full);
        return body === undefined ? NOT_FOUND : { status: 200, reason: 'OK', body };
      },
    });
    if (context.name === 'httpd' && !context.args.some((arg) => /^-[^ph-]*f/.test(arg))) return 0;
    daemon.handleTerminate();
    return daemon.forever();
  };
}

/** The test server of Kubernetes: pause, netexec and serve-hostname. */
function agnhost(around: Surroundings, daemon: Daemon): Command {
  return ({ args }) => {
    daemon.handleTerminate();
    const [mode, ...rest] = args;
    const port = (fallback: number) =>
      Number(
        rest.find((arg) => arg.startsWith('--http-port=') || arg.startsWith('--port='))?.split('=')[1] ?? fallback,
      );
    const ok = (body: string): HttpAnswer => ({ status: 200, reason: 'OK', body });
    if (mode === 'serve-hostname')
      around.listen({ ips: around.podIPs(), port: port(9376), answer: () => ok(around.podName) });
    if (mode === 'netexec')
      around.listen({
        ips: around.podIPs(),
        port: port(8080),
        answer(path, clientIP) {
          const [route, query = ''] = path.split('?');
          if (route === '/hostname' || route === '/hostName') return ok(around.podName);
          if (route === '/clientip') return ok(`${clientIP}:40000`);
          if (route === '/echo') return ok(decodeURIComponent(/(?:^|&)msg=([^&]*)/.exec(query)?.[1] ?? ''));
          return route === '/' || route === '/healthz' ? ok('NOW: 0\n') : NOT_FOUND;
        },
      });
    return daemon.forever();
  };
}
