#!/usr/bin/env bash
# Installs the router for systemd, or removes it: install.sh [install|uninstall]. DESTDIR, as usual, is put in front of every path.
# Programs are compiled ahead (ReadyToRun) but for the packet graph, which is compiled for the very processor at its start.
# The configuration is yours: /etc/router/router.yaml is neither made nor removed. Nothing is enabled or started.
set -euo pipefail
cd "$(dirname "$0")/.."
DESTDIR=${DESTDIR:-}
programs=$DESTDIR/usr/lib/router
units=$DESTDIR/usr/lib/systemd/system
documents=$DESTDIR/usr/share/doc/router
completions=$DESTDIR/usr/share/bash-completion/completions
configuration=$DESTDIR/etc/router
stage=artifacts/install

install_all() {
    rm -rf "$stage/lib"
    for project in Dataplane Controlplane Cli; do
        name=$(sed -n 's:.*<AssemblyName>\(.*\)</AssemblyName>.*:\1:p' "src/$project/"*.csproj)
        echo "install: compiling $name"
        dotnet publish "src/$project" -c Release -v quiet --nologo --use-current-runtime --self-contained false -p:RouterInstall=true \
            -p:PublishReadyToRun=true -p:GenerateDocumentationFile=false -p:OutputPath="$PWD/$stage/build/$name/" -o "$stage/lib/$name"
    done

    rm -rf "$programs"
    install -d "$programs" "$units" "$documents" "$completions" "$configuration" "$DESTDIR/usr/bin"
    cp -r "$stage/lib/." "$programs"
    ln -sfn ../lib/router/routerctl/routerctl "$DESTDIR/usr/bin/routerctl"
    install -m 644 deploy/systemd/*.service "$units"
    install -m 644 README.md CHANGELOG.md docs/*.md docs/openapi.json deploy/router.yaml deploy/lab.yaml "$documents"
    "$programs/routerctl/routerctl" completion bash >"$completions/routerctl"
    echo "install: done. Write /etc/router/router.yaml (examples are in /usr/share/doc/router), then:"
    echo "    routerctl config check /etc/router/router.yaml && systemctl daemon-reload && systemctl enable --now router-dataplane router-controlplane"
}

uninstall_all() {
    rm -rf "$programs" "$documents"
    rm -f "$units"/router-{dataplane,controlplane}.service "$completions/routerctl" "$DESTDIR/usr/bin/routerctl"
    echo "uninstall: done; /etc/router stays"
}

case ${1:-install} in
    install) install_all ;;
    uninstall) uninstall_all ;;
    *) sed -n '2s/^# //p' "$0" >&2; exit 2 ;;
esac
