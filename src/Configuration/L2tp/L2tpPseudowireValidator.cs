using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>The peer of a negotiated pseudowire speaks version 3, and the remote end id tells its pseudowires apart.</summary>
internal static class L2tpPseudowireValidator
{
    public static void Validate(ValidationContext context)
    {
        var ids = new Dictionary<(string Peer, string Id), int>();
        ConfigurationList<L2tpPseudowireConfiguration> pseudowires = context.Configuration.L2tp.Pseudowires;
        for (int i = 0; i < pseudowires.Count; i++)
        {
            L2tpPseudowireConfiguration pseudowire = pseudowires[i];
            KeyPath path = context.Entry(ListPaths.L2tpPseudowires, i);
            L2tpPeerConfiguration? peer = context.Index.Peer(pseudowire.Peer);
            if (peer is null)
            {
                context.ReportUnknown(path.Key("peer"), "L2TP peer", pseudowire.Peer, context.Configuration.L2tp.Peers.Select(item => item.Name));
            }
            else if (!peer.AllowsVersion3)
            {
                context.Report(path.Key("peer"), $"peer {peer.Name} is of version 2, which carries PPP only (RFC 2661 1); give a peer of version 3 or both");
            }

            if (pseudowire.Interface is not null)
            {
                LoopbackReference.Check(context, pseudowire.Interface, path.Key("interface"), "IP");
            }

            if (!ids.TryAdd((pseudowire.Peer, pseudowire.RemoteEndId), i))
            {
                KeyPath other = context.Entry(ListPaths.L2tpPseudowires, ids[(pseudowire.Peer, pseudowire.RemoteEndId)]);
                context.Report(
                    path.Key("remote-end-id"),
                    $"'{pseudowire.RemoteEndId}' is already used with peer {pseudowire.Peer} by {context.Where(other)}; give each pseudowire of a peer its own");
            }
        }
    }
}
