using System.Net.Sockets;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Names of calls are unique; the peer exists, and so does the loopback interface, with what a session needs.</summary>
internal static class L2tpCallValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "names of calls are unique");
        ConfigurationList<L2tpCallConfiguration> calls = context.Configuration.L2tp.Calls;
        for (int i = 0; i < calls.Count; i++)
        {
            L2tpCallConfiguration call = calls[i];
            KeyPath path = context.Entry(ListPaths.L2tpCalls, i);
            names.Add(call.Name, ListPaths.L2tpCalls, i, "name");
            if (context.Index.Peer(call.Peer) is null)
            {
                context.ReportUnknown(path.Key("peer"), "L2TP peer", call.Peer, context.Configuration.L2tp.Peers.Select(static item => item.Name));
            }

            LoopbackReference.Check(context, call.Interface, path.Key("interface"));
            if (context.Index.Interface(call.Interface) is { IsLoopback: true, IsIpv6Enabled: false } link
                && link.Addresses.All(static own => own.Address.AddressFamily != AddressFamily.InterNetwork))
            {
                context.Report(path.Key("interface"), $"{call.Interface} has no address and ipv6 is off: the session would carry nothing; give it the address that the subscriber has");
            }
        }
    }
}
