namespace Router.Unit.Tests.Configuration;

/// <summary>Configurations that are right.</summary>
internal static class Samples
{
    /// <summary>Every key of the file once, none with its default value where another is valid.</summary>
    public const string Everything = """
        instance: pe1

        dataplane:
          workers: [1, 3]
          main: 0
          hugepages: false
          memory: 512
          mbufs: 32768
          idle: poll
          limits:
            interfaces: 512
            vrfs: 16
            adjacencies: 4096
            routes: 1000
            l2tp-sessions: 100

        ports:
          core0:
            device: "net_af_packet0,iface=v-core0"
            queues: 1
            mtu: 1600
            mac: 02:00:00:00:01:01
            promiscuous: false
          core1: { device: "0000:03:00.0", mtu: 9600 }
          ce0: { device: "net_tap0" }
          ce1: { device: "net_tap1" }

        vrfs:
          red: { netns: red }
          blue:

        interfaces:
          core0:
            addresses: [10.0.1.1/24, "2001:db8:1::1/64"]
            vrf: default
            mpls: true
            mtu: 1500
            enabled: true
            ipv4: true
            ipv6: true
          core1: { addresses: [10.0.2.1/24, fe80::1/64], mpls: true }
          core0.100: { vlan: 100, addresses: [10.9.0.1/24], vrf: red }
          core0.200: { vlan: 200, inner-vlan: 300, outer-tpid: 0x88a8, ipv6: false, enabled: false }
          ce0: {}
          ce1:
          ce1.7: { vlan: 7 }
          ce1.8: { vlan: 8 }
          loopback0: { addresses: [10.255.0.1/32, "2001:db8:ff::1/128"], vrf: red }

        neighbours:
          - { interface: core0, address: 10.0.1.2, mac: 02:00:00:00:02:02 }
          - { interface: core1, address: "fe80::2", mac: 02:00:00:00:02:03 }

        routes:
          - { prefix: 10.1.0.0/16, via: 10.0.2.2 }
          - { prefix: 10.2.0.0/16, via: 10.0.2.2, interface: core1, labels: [100, 200], ttl-mode: uniform }
          - { prefix: 10.3.0.0/16, action: unreachable }
          - { prefix: 10.3.1.0/24, action: prohibit }
          - { prefix: 10.3.2.0/24, action: blackhole }
          - { prefix: 10.4.0.0/16, action: lookup, lookup-vrf: red }
          - { prefix: 10.5.0.0/16, via: 10.1.0.9, labels: [44] }
          - { prefix: 0.0.0.0/0, vrf: red, via: 10.9.0.2 }
          - { prefix: "2001:db8:2::/48", via: "fe80::2", interface: core1 }
          - { prefix: "2001:db8:3::/48", via: 10.0.2.2, labels: [0x10, 2] }

        mpls:
          ttl: 63
          labels:
            - { label: 32, action: swap, via: 10.0.2.2, out-labels: [33], ttl-mode: uniform, bottom-of-stack: any }
            - { label: 34, action: pop, via: 10.0.2.2, interface: core1, payload: ipv4 }
            - { label: 34, action: pop, via: 10.0.2.2, payload: mpls }
            - { label: 35, action: lookup, vrf: red }
            - { label: 36, action: drop }
          pseudowires:
            - { name: pw-mpls, label: 55, via: 10.0.2.2, interface: core1, out-labels: [3, 42], control-word: true, mode: vlan, vlan: 7 }

        l2tp:
          host-name: pe1.example.net
          router-id: 10.255.0.1
          tunnels:
            - name: t1
              tunnel-id: 1
              peer-tunnel-id: 2
              encapsulation: udp
              local: 10.0.1.1
              remote: 10.0.9.2
              udp-source-port: 1702
              udp-destination-port: 1703
              ttl: 64
              dscp: 46
              df: false
              udp-checksum: computed
              vrf: default
              mtu: 1400
            - { name: t2, tunnel-id: 0x2, peer-tunnel-id: 0xffffffff, encapsulation: ip, local: "2001:db8:1::1", remote: "2001:db8:9::2" }
            - { name: t3, version: 2, tunnel-id: 65535, peer-tunnel-id: 7, local: 10.0.1.1, remote: 10.0.9.3 }
          sessions:
            - name: pw1
              tunnel: t1
              session-id: 0x11
              peer-session-id: 0x22
              cookie: "a1a2a3a4a5a6a7a8"
              peer-cookie: "0102030405060708"
              peer-cookie-previous: "1112131415161718"
              l2-sublayer: default
              sequencing: both
              mode: vlan
              vlan: 100
              enabled: false
            - { name: pw2, tunnel: t2, session-id: 18, peer-session-id: 35, cookie: "01020304", l2-sublayer: none }
            - name: ppp1
              tunnel: t3
              session-id: 18
              peer-session-id: 35
              payload: ppp
              interface: loopback0
              routes: [100.64.0.7/32, "2001:db8:7::/56"]
              mru: 1492
              tcp-mss: "off"
              rate-up: 8000
              burst-up: 1500
              rate-down: 1G
              burst-down: 2M
            - { name: fr1, tunnel: t2, session-id: 19, peer-session-id: 36, payload: frame-relay, header-length: 4, dlci: 1000, peer-dlci: 1001 }
            - { name: fr2, tunnel: t2, session-id: 20, peer-session-id: 37, payload: frame-relay, header-length: 4, dlci: 16 }
            - { name: cells, tunnel: t2, session-id: 21, peer-session-id: 38, payload: atm-vcc, max-cells: 28, l2-sublayer: atm }

          peers:
            - name: lac1
              local: 10.0.1.1
              remote: 10.0.9.9
              version: both
              encapsulation: udp
              udp-port: 1702
              initiate: true
              secret: "it's a \"secret\""
              secret-previous: "0123"
              authentication: none
              hide-avps: true
              peer-host-name: "lac1, south"
              hello-interval: 0
              retransmit-cap: 16
              retries: 5
              receive-window: 4
              max-sessions: 1000
              cookie-length: 4
              l2-sublayer: default
              sequencing: recv
              ttl: 64
              dscp: 48
              df: false
              udp-checksum: computed
              vrf: default
              mtu: 1400
              ppp: subscribers
            - { name: pe2, local: "2001:db8:1::1", remote: "2001:db8:9::/64", encapsulation: ip, authentication: integrity, l2-sublayer: none }
            - { name: lacs, local: 10.0.1.1, remote: 0.0.0.0/0, version: 2, secret: s, sequencing: recv, ppp: local }
          pseudowires:
            - name: pw3
              peer: lac1
              remote-end-id: "circuit 3"
              initiate: false
              mode: vlan
              vlan: 300
              enabled: false
            - { name: pw4, peer: pe2 }
            - { name: ip1, peer: pe2, payload: ip, interface: loopback0, routes: [198.51.101.0/24], mru: 1400 }
            - { name: fr3, peer: pe2, payload: frame-relay, header-length: 4, dlci: 500, peer-dlci: 501 }
            - { name: cells2, peer: pe2, payload: atm-vcc, max-cells: 4 }
          calls:
            - name: internet
              peer: lac1
              user: alice
              password: wonderland
              interface: loopback0
              routes: [198.51.100.0/24]
              tcp-mss: 1300
              enabled: false
            - { name: backup, peer: pe2, interface: loopback0 }

        ppp:
          profiles:
            - name: subscribers
              interface: loopback0
              authentication: [chap, ms-chap-v2, pap]
              pools: [pool2, pool1]
              ipv6-pools: [pool6]
              dns: [10.0.0.53, "2001:db8::53"]
              mru: 1500
              echo-interval: 10
              echo-failures: 5
              max-sessions-per-user: 1
              radius: isp
              tcp-mss: 1400
              rate-up: 20M
              burst-up: 64k
              rate-down: 100000000
              burst-down: 1000000
            - { name: local, interface: loopback0, authentication: [] }
          users:
            - name: alice@example.net
              password: "pass: word"
              address: 100.64.0.7
              routes: [192.0.2.0/24, "2001:db8:7::/56"]
              profile: subscribers
              rate-up: "5M"
              burst-up: 1500
              rate-down: 100G
              burst-down: 1G
            - { name: bob, password: x }
          pools:
            - { name: pool1, prefix: 100.64.0.0/22 }
            - { name: pool2, prefix: 100.64.4.0/22 }
            - { name: pool6, prefix: "2001:db8:8000::/40", delegate: 56 }

        radius:
          groups:
            - name: isp
              servers:
                - { address: 10.0.0.5, auth-port: 1645, acct-port: 1646, secret: "radius #1", require-message-authenticator: false }
                - { address: 127.0.0.1, secret: two }
              source: 10.0.1.1
              vrf: default
              timeout: 5
              tries: 2
              dead-time: 0
              nas-identifier: pe1-radius
              interim-interval: 300
              coa-port: 3799

        cross-connects:
          - [ce0, pw1]
          - [ce1.7, pw-mpls]
          - [ce1, pw2]
          - [ce1.8, pw4]
          - [fr1, fr3]
          - [cells, cells2]

        metrics: { listen: "127.0.0.1:9464" }
        """;

    /// <summary>A small configuration to which tests add one thing.</summary>
    public const string Small = """
        ports:
          core0: { device: net_tap0 }
          core1: { device: net_tap1 }
        interfaces:
          core0: { addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mpls: true }
          core1: { addresses: [10.0.2.1/24] }
        """;
}
