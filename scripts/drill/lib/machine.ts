// A small virtual machine (qemu without KVM) that runs one program of this checkout on a disk of its own. The host's root is
// shared read-only by 9p, so that the guest runs the same Node and the same packages.
// The kernel is fetched with apt-get download.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const root = new URL("../../../", import.meta.url).pathname;
const wanted = [
  "virtio_pci",
  "virtio_blk",
  "virtio_rng",
  "9pnet_virtio",
  "9p",
  "overlay",
  "ext4",
  "crc32c_generic",
];

/** What a machine and the look at its disk take, with Debian's packages. */
export const machinePrograms = {
  "qemu-system-x86_64": "qemu-system-x86",
  busybox: "busybox-static",
  cpio: "cpio",
  gzip: "gzip",
  "mkfs.ext4": "e2fsprogs",
  mount: "mount",
} as const;

export interface Kernel {
  readonly image: string;
  readonly modules: string;
}

/** Debian's kernel, fetched once into node_modules/.cache and unpacked, not installed. */
export function fetchKernel(): Kernel {
  const dir = join(root, "node_modules", ".cache", "drill-kernel");
  if (!existsSync(join(dir, "boot"))) {
    mkdirSync(dir, { recursive: true });
    const depends = execFileSync("apt-cache", ["depends", "linux-image-amd64"], { encoding: "utf8" });
    const name = /Depends: (linux-image-6\S+)/.exec(depends)?.[1];
    if (!name) throw new Error("apt knows no kernel: apt-get update, then try again");
    execFileSync("apt-get", ["download", name], { cwd: dir, stdio: "ignore" });
    const [deb] = readdirSync(dir).filter((file) => file.endsWith(".deb"));
    execFileSync("dpkg", ["-x", join(dir, deb), dir]);
  }
  const [version] = readdirSync(join(dir, "lib", "modules"));
  const modules = join(dir, "lib", "modules", version);
  if (!existsSync(join(modules, "modules.dep"))) execFileSync("busybox", ["depmod", "-b", dir, version]);
  const [image] = readdirSync(join(dir, "boot")).filter((file) => file.startsWith("vmlinuz"));
  return { image: join(dir, "boot", image), modules };
}

/** Modules in the order they must be loaded. */
function moduleFiles(modules: string): readonly string[] {
  const needs = new Map<string, { readonly file: string; readonly after: readonly string[] }>();
  for (const line of readFileSync(join(modules, "modules.dep"), "utf8").split("\n")) {
    const [file = "", rest = ""] = line.split(":");
    const nameOf = (path: string): string => basename(path, ".ko").replaceAll("-", "_");
    if (file) needs.set(nameOf(file), { file, after: rest.trim().split(/\s+/).filter(Boolean).map(nameOf) });
  }
  const order: string[] = [];
  const visit = (name: string): void => {
    const one = needs.get(name);
    if (!one || order.includes(one.file)) return;
    one.after.forEach(visit);
    order.push(one.file);
  };
  wanted.forEach(visit);
  return order;
}

/** An initramfs whose /init loads the modules, mounts the host and the disk, and runs `command` in a chroot of the host. */
export function makeInitramfs(kernel: Kernel, dir: string, command: string): string {
  const tree = join(dir, "initramfs");
  for (const folder of ["bin", "dev", "proc", "sys", "host", "top", "new", "modules"])
    mkdirSync(join(tree, folder), { recursive: true });
  copyFileSync(execFileSync("which", ["busybox"], { encoding: "utf8" }).trim(), join(tree, "bin", "busybox"));
  const files = moduleFiles(kernel.modules);
  for (const file of files) copyFileSync(join(kernel.modules, file), join(tree, "modules", basename(file)));
  const init = `#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
${files.map((file) => `insmod /modules/${basename(file)} 2>/dev/null`).join("\n")}
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /host || echo "GUEST: no host"
mount -t tmpfs tmpfs /top; mkdir /top/up /top/work
mount -t overlay -o lowerdir=/host,upperdir=/top/up,workdir=/top/work over /new || echo "GUEST: no overlay"
mount --bind /dev /new/dev; mount -t proc proc /new/proc
mkdir -p /new/mnt/evidence
mount -t ext4 /dev/vda /new/mnt/evidence || echo "GUEST: no disk"
chroot /new /bin/sh -c '${command}'
echo "GUEST: the program ended"
poweroff -f
`;
  writeFileSync(join(tree, "init"), init, { mode: 0o755 });
  const out = join(dir, "initramfs.gz");
  execFileSync("sh", ["-c", `cd "${tree}" && find . | cpio -o -H newc --quiet | gzip -1 > "${out}"`]);
  return out;
}

/** Starts the machine on a disk; its console is the child's standard output. */
export function startMachine(kernel: Kernel, initramfs: string, disk: string): ChildProcess {
  const args = ["-accel", "tcg", "-cpu", "max", "-m", "1024", "-smp", "1", "-nographic", "-no-reboot"];
  const boot = ["-kernel", kernel.image, "-initrd", initramfs];
  // A starved host must not make the guest's kernel doubt its timers.
  const line = ["-append", "console=ttyS0 quiet panic=-1 no_timer_check tsc=unstable rdinit=/init"];
  const share = ["-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"];
  const drive = ["-drive", `file=${disk},format=raw,if=virtio,cache=writeback`];
  const rest = ["-device", "virtio-rng-pci", "-net", "none"];
  return spawn("qemu-system-x86_64", [...args, ...boot, ...line, ...share, ...drive, ...rest], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: dirname(initramfs),
  });
}
