namespace Router.Api;

/// <summary>Paths of the API and where its socket lies.</summary>
public static class ApiPaths
{
    /// <summary>Directory that holds a directory per instance, unless <c>ROUTER_RUN_DIR</c> says otherwise.</summary>
    public const string DefaultRunDirectory = "/run/router";

    /// <summary>Name of an instance whose configuration gives none.</summary>
    public const string DefaultInstance = "router";

    /// <summary>File name of the API socket in the instance's directory.</summary>
    public const string SocketName = "api.sock";

    /// <summary>Version of the program.</summary>
    public const string Version = "/v1/version";

    /// <summary>Interfaces.</summary>
    public const string Interfaces = "/v1/interfaces";

    /// <summary>DPDK ports.</summary>
    public const string Ports = "/v1/ports";

    /// <summary>Routes; query <c>vrf</c>, <c>prefix</c>.</summary>
    public const string Routes = "/v1/routes";

    /// <summary>Incoming label map.</summary>
    public const string MplsLabels = "/v1/mpls/labels";

    /// <summary>L2TP tunnels; query <c>origin</c>, <c>tunnel</c>, <c>peer</c>, <c>address</c>, <c>state</c>, <c>limit</c>, <c>after</c>.</summary>
    public const string L2tpTunnels = "/v1/l2tp/tunnels";

    /// <summary>L2TP sessions; query as for tunnels, and <c>session</c>, <c>user</c>.</summary>
    public const string L2tpSessions = "/v1/l2tp/sessions";

    /// <summary>Configured L2TP peers.</summary>
    public const string L2tpPeers = "/v1/l2tp/peers";

    /// <summary>Ends tunnels and sessions.</summary>
    public const string L2tpClear = "/v1/l2tp/clear";

    /// <summary>Control messages as text: GET streams them, POST lets them go into the log; query <c>peer</c>.</summary>
    public const string L2tpDebug = "/v1/l2tp/debug";

    /// <summary>PPP subscribers; query <c>peer</c>, <c>user</c>, <c>address</c>, <c>state</c>, <c>limit</c>, <c>after</c>.</summary>
    public const string PppSubscribers = "/v1/ppp/subscribers";

    /// <summary>PPP address pools.</summary>
    public const string PppPools = "/v1/ppp/pools";

    /// <summary>Ends the sessions of a PPP user.</summary>
    public const string PppClear = "/v1/ppp/clear";

    /// <summary>Neighbours.</summary>
    public const string Neighbours = "/v1/neighbours";

    /// <summary>Workers and nodes.</summary>
    public const string Runtime = "/v1/runtime";

    /// <summary>Drops and punts.</summary>
    public const string Drops = "/v1/drops";

    /// <summary>Shared memory.</summary>
    public const string Channel = "/v1/channel";

    /// <summary>Running configuration.</summary>
    public const string Config = "/v1/config";

    /// <summary>Checks a configuration.</summary>
    public const string ConfigCheck = "/v1/config/check";

    /// <summary>Compares a configuration with the running one.</summary>
    public const string ConfigDiff = "/v1/config/diff";

    /// <summary>Puts a configuration in force.</summary>
    public const string ConfigApply = "/v1/config/apply";

    /// <summary>Puts the configuration before the running one in force again.</summary>
    public const string ConfigRollback = "/v1/config/rollback";

    /// <summary>Packet trace.</summary>
    public const string Trace = "/v1/trace";

    /// <summary>Prometheus text exposition; query <c>sessions=true</c> for a series per L2TP session.</summary>
    public const string Metrics = "/metrics";

    /// <summary>The socket of an instance.</summary>
    public static string Socket(string runDirectory, string instance) => Path.Combine(runDirectory, instance, SocketName);
}
