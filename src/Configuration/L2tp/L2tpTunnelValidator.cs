using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Names and ids of tunnels are unique, also among the names of peers; the local address is the router's.</summary>
internal static class L2tpTunnelValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "names of tunnels and peers are unique");
        var ids = new UniqueKeys<uint>(context, "tunnel ids are unique");
        ConfigurationList<L2tpTunnelConfiguration> tunnels = context.Configuration.L2tp.Tunnels;
        for (int i = 0; i < tunnels.Count; i++)
        {
            L2tpTunnelConfiguration tunnel = tunnels[i];
            names.Add(tunnel.Name, ListPaths.Tunnels, i, "name");
            ids.Add(tunnel.TunnelId, ListPaths.Tunnels, i, "tunnel-id");
            KeyPath path = context.Entry(ListPaths.Tunnels, i);
            if (VrfReference.Check(context, tunnel.Vrf, () => path.Key("vrf")))
            {
                L2tpEndCheck.Validate(context, tunnel.Vrf, tunnel.Local, IpPrefix.Host(tunnel.Remote), path);
            }
        }

        ConfigurationList<L2tpPeerConfiguration> peers = context.Configuration.L2tp.Peers;
        for (int i = 0; i < peers.Count; i++)
        {
            names.Add(peers[i].Name, ListPaths.Peers, i, "name");
        }
    }
}
