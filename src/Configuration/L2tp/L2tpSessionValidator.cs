using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Session ids are unique at each end, the tunnel exists.</summary>
internal static class L2tpSessionValidator
{
    public static void Validate(ValidationContext context)
    {
        var ids = new UniqueKeys<uint>(context, "session ids are unique in the router");
        var peers = new Dictionary<(string Tunnel, uint Id), int>();
        ConfigurationList<L2tpSessionConfiguration> sessions = context.Configuration.L2tp.Sessions;
        for (int i = 0; i < sessions.Count; i++)
        {
            L2tpSessionConfiguration session = sessions[i];
            ids.Add(session.SessionId, ListPaths.Sessions, i, "session-id");
            KeyPath path = context.Entry(ListPaths.Sessions, i);
            if (context.Index.Tunnel(session.Tunnel) is null)
            {
                context.ReportUnknown(path.Key("tunnel"), "tunnel", session.Tunnel, context.Configuration.L2tp.Tunnels.Select(tunnel => tunnel.Name));
            }

            if (!peers.TryAdd((session.Tunnel, session.PeerSessionId), i))
            {
                KeyPath first = context.Entry(ListPaths.Sessions, peers[(session.Tunnel, session.PeerSessionId)]);
                context.Report(
                    path.Key("peer-session-id"),
                    $"{session.PeerSessionId} is already used in tunnel {session.Tunnel} by {context.Where(first)}; session ids are unique at the peer");
            }
        }
    }
}
