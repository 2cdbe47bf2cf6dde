#!/bin/sh
# Lays out the smallest root in which the given programs and libraries run: themselves, what they are linked with, the notes and
# licences of the packages these come from, and an unprivileged user. No shell, no package manager, no other program.
#
#   lay-root.sh ROOT FILE…
set -eu
root=$1
shift

mkdir -p "$root/usr/lib" "$root/usr/bin" "$root/usr/local/bin" "$root/etc" "$root/tmp" "$root/run/paraph" "$root/run/secrets/paraph" "$root/etc/paraph" \
  "$root/opt/pkcs11" "$root/var/lib/dpkg/status.d" "$root/usr/share/doc"
for folder in lib lib64; do
  [ -L "/$folder" ] && mkdir -p "$root/usr/$folder" && [ ! -e "$root/$folder" ] && ln -s "usr/$folder" "$root/$folder"
done
chmod 1777 "$root/tmp"

# A file by its path, through the links of the merged /usr; links that name a library are kept as the library.
lay() {
  mkdir -p "$root$(dirname "$1")"
  cp -L --preserve=mode "$1" "$root$1"
}

# Of a program the name; of a library with a version behind it what the loader will ask for.
note() {
  package=$(dpkg -S "$1" 2>/dev/null || dpkg -S "$(realpath "$1")" 2>/dev/null || dpkg -S "$(realpath "$1" | sed 's,^/usr,,')" 2>/dev/null) || return 0
  package=${package%%: *}
  name=${package%%:*}
  [ -e "$root/var/lib/dpkg/status.d/$name" ] && return 0
  dpkg-query -s "$package" >"$root/var/lib/dpkg/status.d/$name"
  mkdir -p "$root/usr/share/doc/$name"
  cp -L "/usr/share/doc/$name/copyright" "$root/usr/share/doc/$name/copyright"
}

for file in "$@"; do
  lay "$file"
  note "$file"
  ldd "$file" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) .*/\1/p' | while read -r library; do
    lay "$library"
    note "$library"
  done
done

printf 'root:x:0:0:root:/:/sbin/nologin\nparaph:x:10001:10001:paraph:/opt/paraph:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nparaph:x:10001:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
cp /etc/os-release "$root/etc/os-release" 2>/dev/null || true
chown 10001:10001 "$root/run/paraph"
