/** Images are names: what is on the node, which programs it has and what it runs. */

export interface Image {
  /** Where it can be pulled from. */
  repositories: string[];
  /** Tags by which the node has it from the start; the first is what a container's status shows. */
  tags: string[];
  /** `sha256:…` for an image that was imported, `repository@sha256:…` for one that can be pulled. */
  imageID: string;
  sizeBytes: number;
  /** Programs in its PATH. */
  programs: ReadonlySet<string>;
  command: string[];
  env: Record<string, string>;
  files: Record<string, string>;
}

/** Applets of busybox 1.35 that make sense in a container. */
const BUSYBOX =
  '[ [[ adduser addgroup arch arp arping ascii ash awk base32 base64 basename bc bunzip2 bzcat bzip2 cal cat chgrp chmod chown chroot cksum clear cmp comm cp cpio crc32 cttyhack cut date dc dd delgroup deluser df diff dirname dmesg dnsdomainname dos2unix du echo ed egrep env expand expr factor fallocate false fgrep find fold free fsync ftpget ftpput getopt grep groups gunzip gzip head hexdump hexedit hostid hostname httpd id ifconfig install ip ipaddr ipcalc iplink ipneigh iproute iprule kill killall less link ln logger login logname ls lzcat lzma md5sum mesg mkdir mkfifo mknod mktemp more mount mountpoint mv nc netstat nice nl nohup nologin nproc nslookup od openvt passwd paste patch pgrep pidof ping ping6 pipe_progress pkill pmap printenv printf ps pstree pwd pwdx readlink realpath renice reset resize rev rm rmdir route run-parts sed seq setpriv setsid sh sha1sum sha256sum sha3sum sha512sum shred shuf sleep sort split stat strings stty su sum sync tac tail tar taskset tee telnet test time timeout top touch tr traceroute traceroute6 tree true truncate ts tty ttysize umount uname uncompress unexpand uniq unix2dos unlink unlzma unxz unzip uptime usleep uudecode uuencode vi watch wc wget which whoami whois xargs xxd xz xzcat yes zcat'.split(
    ' ',
  );

const busybox = new Set(BUSYBOX);
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
</body>
</html>
`;

/** Where the web server's pages are. */
export const WEB_ROOT = '/usr/share/nginx/html';

/** The node's images, largest first. */
export const IMAGES: readonly Image[] = [
  {
    repositories: ['registry.k8s.io/e2e-test-images/agnhost'],
    tags: [],
    imageID: 'sha256:99c6b4bb4a1e1df3f0b3752168c89358794d02258ebebc26bf21c29399011a85',
    sizeBytes: 51_104_853,
    programs: new Set([...busybox, 'agnhost', 'curl', 'dig', 'getent', 'iperf', 'bash']),
    command: ['/agnhost', 'pause'],
    env: { PATH },
    files: {},
  },
  {
    repositories: ['docker.io/library/nginx', 'registry.k8s.io/nginx-slim'],
    tags: ['1.14.2', '1.25', '1.29', 'alpine', 'latest'].map((tag) => `docker.io/library/nginx:${tag}`),
    imageID: 'docker.io/library/nginx@sha256:01e8985e5cc17bdcf3de24a8db15011e15fcc1b7ce07403b68e59e383621ecc0',
    sizeBytes: 3_439_408,
    programs: new Set([...busybox, 'nginx']),
    command: ['nginx', '-g', 'daemon off;'],
    env: { PATH },
    files: { [`${WEB_ROOT}/index.html`]: WELCOME },
  },
  {
    repositories: ['docker.io/library/busybox', 'registry.k8s.io/busybox'],
    tags: ['1.28', '1.36', '1.37', 'latest'].map((tag) => `docker.io/library/busybox:${tag}`),
    imageID: 'sha256:9e606f2895328c3bca5e075b84050c3003761667cf74ca2a2f07ef44e28c68f8',
    sizeBytes: 1_036_924,
    programs: busybox,
    command: ['sh'],
    env: { PATH },
    files: {},
  },
  {
    repositories: ['registry.k8s.io/pause'],
    tags: ['3.10', '3.10.1', '3.10.2', 'latest'].map((tag) => `registry.k8s.io/pause:${tag}`),
    imageID: 'sha256:873ed75102791e5b0b8a7fcd41606c92fcec98d56d05ead4ac5131650004c136',
    sizeBytes: 305_685,
    programs: new Set(),
    command: ['/pause'],
    env: { PATH },
    files: {},
  },
];

const REFERENCE =
  /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** The full name that a runtime makes of a reference. @returns undefined for text that is no reference. */
export function canonicalImage(reference: string): string | undefined {
  if (!REFERENCE.test(reference)) return undefined;
  const [head, ...rest] = reference.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(head) || head === 'localhost');
  const full = hasRegistry ? reference : rest.length > 0 ? `docker.io/${reference}` : `docker.io/library/${reference}`;
  const last = full.slice(full.lastIndexOf('/'));
  return /[:@]/.test(last) ? full : `${full}:latest`;
}

/** Why a text is no reference; upper case in the repository has words of its own. */
export function referenceError(reference: string): string {
  const [head, ...rest] = reference.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(head) || head === 'localhost' || head !== head.toLowerCase());
  const path = hasRegistry ? rest.join('/') : rest.length > 0 ? reference : `library/${reference}`;
  const repository = path.split(':')[0];
  return repository === repository.toLowerCase()
    ? 'invalid reference format'
    : `invalid reference format: repository name (${repository}) must be lowercase`;
}

export interface FoundImage {
  image: Image;
  /** The name that a container's status shows. */
  name: string;
  /** The node has it; else it has to be pulled first. */
  isPresent: boolean;
}

/** Tags that a registry can be expected to have: versions, and the usual words. */
const TAG = /^(latest|stable|mainline|alpine|slim|musl|glibc|uclibc|(v?\d+(\.\d+)*)(-[a-z0-9.]+)*)$/;

/** The image of a canonical name; undefined when no registry would have it. */
export function findImage(canonical: string): FoundImage | undefined {
  const present = IMAGES.find(({ tags }) => tags.includes(canonical));
  if (present) return { image: present, name: present.tags[0], isPresent: true };
  const at = canonical.lastIndexOf(':');
  const [repository, tag] = [canonical.slice(0, at), canonical.slice(at + 1)];
  const image = IMAGES.find(({ repositories }) => repositories.includes(repository));
  return image && TAG.test(tag) ? { image, name: canonical, isPresent: false } : undefined;
}

/** Why a registry can not be asked: the node has no way out. */
export function pullError(canonical: string): string {
  const [registry, ...rest] = canonical.split('/');
  const path = rest.join('/');
  const at = path.includes('@') ? path.indexOf('@') : path.lastIndexOf(':');
  const [repository, tag] = [path.slice(0, at), path.slice(at + 1)];
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const name = host.replace(/:\d+$/, '');
  return `failed to pull and unpack image "${canonical}": failed to resolve reference "${canonical}": failed to do request: Head "https://${host}/v2/${repository}/manifests/${tag}": dial tcp: lookup ${name}: Temporary failure in name resolution`;
}
