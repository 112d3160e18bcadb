using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Names and ids of tunnels are unique, the local address is the router's.</summary>
internal static class L2tpTunnelValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "tunnel names are unique");
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
                CheckAddresses(context, tunnel, path);
            }
        }
    }

    private static void CheckAddresses(ValidationContext context, L2tpTunnelConfiguration tunnel, KeyPath path)
    {
        if (AddressBits.IsLinkLocal(tunnel.Local) || AddressBits.IsLinkLocal(tunnel.Remote))
        {
            context.Report(path.Key("local"), "link-local addresses are the same on every link; give routable addresses");
            return;
        }

        if (!context.IsOwnAddress(tunnel.Vrf, tunnel.Local))
        {
            context.ReportMissing(
                path.Key("local"),
                $"{tunnel.Local} is not an address of an interface in VRF {tunnel.Vrf}; give one of them, or add it to an interface");
        }

        if (context.IsOwnAddress(tunnel.Vrf, tunnel.Remote))
        {
            context.Report(path.Key("remote"), $"{tunnel.Remote} is an address of this router; give the peer's address");
        }
    }
}
