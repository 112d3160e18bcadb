namespace Router.Unit.Tests.Configuration;

/// <summary>What is wrong before any section: YAML, the top level, dataplane, metrics.</summary>
internal static class SyntaxCases
{
    public static readonly WrongConfiguration[] All =
    [
        new(1, "", "the file is empty", ""),
        new(1, "", "the file is empty", "# only a comment\n"),
        new(1, "", "is 'hello'; it must be a mapping", "hello"),
        new(1, "", "is a list; it must be a mapping", "- a"),
        new(2, "", "tab in the indentation", "dataplane:\n\tmain: 0"),
        new(2, "", "character U+0007", "instance: pe1\n# \u0007"),
        new(1, "", "character U+FFFD is not allowed; the file is UTF-8", "instance: p\ufffd1"),
        new(2, "", "not valid YAML", "instance: pe1\n  main: [0"),
        new(2, "", "second YAML document", "instance: pe1\n---\ninstance: pe2"),
        new(2, "instance", "duplicate key 'instance', first given in line 1", "instance: pe1\ninstance: pe2"),
        new(1, "instance", "anchor &x; YAML anchors are not supported", "instance: &x pe1"),
        new(1, "instance", "tag tag:yaml.org,2002:str; YAML tags are not supported", "instance: !!str pe1"),
        new(2, "", "a key must be plain text", "instance: pe1\n[a, b]: c"),
        new(2, "", "a key has at most 255 characters", $"instance: pe1\n{new string('k', 256)}: c"),
        new(1, "instance", "'pe?1' is not valid", "instance: \"pe\\a1\""),
        new(1, "instances", "unknown key 'instances'; did you mean 'instance'? Valid keys: instance, dataplane, ports, vrfs", "instances: pe1"),
        new(1, "firewall", "unknown key 'firewall'; Valid keys: instance", "firewall: {}"),
        new(1, "instance", "'../etc' is not valid; an instance name", "instance: ../etc"),
        new(1, "instance", "has no value", "instance:"),
        new(1, "instance", "is a list; it must be a single value", "instance: [a]"),
        new(1, "ports", "is a list; it must be a mapping of keys", "ports: [core0]"),
        new(1, "routes", "is a mapping; it must be a list", "routes: { prefix: 10.0.0.0/8 }"),
        new(2, "dataplane.worker", "did you mean 'workers'?", "dataplane:\n  worker: [1]"),
        new(1, "dataplane.workers", "the list is empty; give at least one CPU", "dataplane: { workers: [] }"),
        new(1, "dataplane.workers[1]", "CPU 1 is given twice", "dataplane: { workers: [1, 1] }"),
        new(1, "dataplane.workers[0]", "1024 is out of range; write a number from 0 to 1023", "dataplane: { workers: [1024] }"),
        new(1, "dataplane.main", "CPU 1 is a worker's", "dataplane: { workers: [1, 2], main: 1 }"),
        new(1, "dataplane.main", "'-1' is not a number", "dataplane: { main: -1 }"),
        new(1, "dataplane.memory", "'256M' is not a number", "dataplane: { memory: 256M }"),
        new(1, "dataplane.mbufs", "text in quotes", "dataplane: { mbufs: \"16384\" }"),
        new(1, "dataplane.mbufs", "without leading zeros", "dataplane: { mbufs: 016384 }"),
        new(1, "dataplane.hugepages", "'yes' is not valid; write true or false", "dataplane: { hugepages: yes }"),
        new(1, "dataplane.idle", "'adaptiv' is not valid; did you mean 'adaptive'? Valid values: poll, adaptive", "dataplane: { idle: adaptiv }"),
        new(3, "dataplane.limits.session", "Valid keys: interfaces, vrfs, adjacencies, routes, l2tp-sessions", "dataplane:\n  limits:\n    session: 1"),
        new(1, "dataplane.limits.routes", "99999999999999999999 is out of range", "dataplane: { limits: { routes: 99999999999999999999 } }"),
        WrongConfigurations.Added(1, "dataplane.limits.interfaces", "1 is too small: the configuration has 2", "dataplane: { limits: { interfaces: 1 } }"),
        new(1, "metrics.listen", "'localhost' is not an IP address; write ADDRESS:PORT", "metrics: { listen: \"localhost:9464\" }"),
        new(1, "metrics.listen", "has no port", "metrics: { listen: 127.0.0.1 }"),
        new(1, "metrics.listen", "'0' is not a TCP port", "metrics: { listen: \"127.0.0.1:0\" }"),
        new(1, "metrics.listen", "'::1' is not an IP address; write ADDRESS:PORT, for example 127.0.0.1:9464 or [::1]:9464", "metrics: { listen: \"::1:80\" }"),
    ];
}
