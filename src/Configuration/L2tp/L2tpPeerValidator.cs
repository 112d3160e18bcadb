using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>The local address is the router's, every remote host has one peer for its tunnels, the PPP profile exists.</summary>
internal static class L2tpPeerValidator
{
    public static void Validate(ValidationContext context)
    {
        var first = new Dictionary<(string Vrf, IPAddress Local, L2tpEncapsulation Encapsulation, IpPrefix Remote), int>();
        ConfigurationList<L2tpPeerConfiguration> peers = context.Configuration.L2tp.Peers;
        for (int i = 0; i < peers.Count; i++)
        {
            L2tpPeerConfiguration peer = peers[i];
            KeyPath path = context.Entry(ListPaths.Peers, i);
            if (VrfReference.Check(context, peer.Vrf, () => path.Key("vrf")))
            {
                L2tpEndCheck.Validate(context, peer.Vrf, peer.Local, peer.Remote, path);
            }

            // Of prefixes of different lengths the longest match is the peer; the same prefix twice would leave the choice open.
            (string, IPAddress, L2tpEncapsulation, IpPrefix) ends = (peer.Vrf, peer.Local, peer.Encapsulation, peer.Remote);
            if (!first.TryAdd(ends, i))
            {
                context.Report(
                    path.Key("remote"),
                    $"{peer.Remote.ToHostString()} is already the remote of {context.Where(context.Entry(ListPaths.Peers, first[ends]))} with the same local address and encapsulation; "
                    + "give each peer a remote of its own");
            }

            if (peer.Ppp is not null && context.Index.PppProfile(peer.Ppp) is null)
            {
                context.ReportUnknown(path.Key("ppp"), "PPP profile", peer.Ppp, context.Configuration.Ppp.Profiles.Select(profile => profile.Name));
            }
        }
    }
}
