using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Addresses of tunnels and peers: the local one is the router's and the remote one is not.</summary>
internal static class L2tpEndCheck
{
    /// <summary>Reports addresses that a tunnel cannot have.</summary>
    public static void Validate(ValidationContext context, string vrf, IPAddress local, IpPrefix remote, KeyPath path)
    {
        if (AddressBits.IsLinkLocal(local) || AddressBits.IsLinkLocal(remote.Network))
        {
            context.Report(path.Key("local"), "link-local addresses are the same on every link; give routable addresses");
            return;
        }

        if (!context.IsOwnAddress(vrf, local))
        {
            context.ReportMissing(
                path.Key("local"),
                $"{local} is not an address of an interface in VRF {vrf}; give one of them, or add it to an interface");
        }

        if (remote.IsHost && context.IsOwnAddress(vrf, remote.Network))
        {
            context.Report(path.Key("remote"), $"{remote.Network} is an address of this router; give the peer's address");
        }
    }
}
