using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Session ids are unique at each end, the tunnel exists and carries what the session is, PPP has its interface.</summary>
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
            KeyPath path = context.Entry(ListPaths.Sessions, i);
            L2tpTunnelConfiguration? tunnel = context.Index.Tunnel(session.Tunnel);
            if (tunnel is null)
            {
                context.ReportUnknown(path.Key("tunnel"), "tunnel", session.Tunnel, context.Configuration.L2tp.Tunnels.Select(tunnel => tunnel.Name));
            }
            else if (tunnel.Version == 2)
            {
                CheckVersion2(context, session, path);
            }
            else if (session.Payload == L2tpPayload.Ppp && (session.Sequencing & L2tpSequencing.Send) != 0)
            {
                context.Report(path.Key("sequencing"), "packets to a PPP session of version 3 are not numbered; write recv or none");
            }

            ids.Add(tunnel is null ? session.SessionId : session.KeyIn(tunnel), ListPaths.Sessions, i, "session-id");
            if (session.Interface is not null)
            {
                LoopbackReference.Check(context, session.Interface, path.Key("interface"), session.Payload == L2tpPayload.Ip ? "IP" : "PPP");
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

    private static void CheckVersion2(ValidationContext context, L2tpSessionConfiguration session, KeyPath path)
    {
        if (session.Payload != L2tpPayload.Ppp)
        {
            context.Report(path.Key("tunnel"), $"tunnel {session.Tunnel} is of version 2, which carries PPP only (RFC 2661 1); write payload: ppp, or give a tunnel of version 3");
        }

        if (session.SessionId > ushort.MaxValue)
        {
            context.Report(path.Key("session-id"), $"{session.SessionId} is too large; ids of version 2 are from 1 to 65535 (RFC 2661 3.1)");
        }

        if (session.PeerSessionId > ushort.MaxValue)
        {
            context.Report(path.Key("peer-session-id"), $"{session.PeerSessionId} is too large; ids of version 2 are from 1 to 65535 (RFC 2661 3.1)");
        }

        if (session.Cookie.Length + session.PeerCookie.Length != 0)
        {
            context.Report(path.Key(session.Cookie.Length != 0 ? "cookie" : "peer-cookie"), "version 2 has no cookies; remove the key");
        }
    }
}
