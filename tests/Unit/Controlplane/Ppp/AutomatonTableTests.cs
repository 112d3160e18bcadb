using System.Globalization;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>Every event in every state, against the table of RFC 1661 4.1.</summary>
public sealed class AutomatonTableTests
{
    /// <summary>States 0 to 9; a footnote's letter is left out.</summary>
    private static readonly string[] Rfc =
    [
        "Up   | 2       | irc,scr/6 | -         | -             | -     | -     | -         | -         | -         | -",
        "Down | -       | -         | 0         | tls/1         | 0     | 1     | 1         | 1         | 1         | tld/1",
        "Open | tls/1   | 1         | irc,scr/6 | 3             | 5     | 5     | 6         | 7         | 8         | 9",
        "Close| 0       | tlf/0     | 2         | 2             | 4     | 4     | irc,str/4 | irc,str/4 | irc,str/4 | tld,irc,str/4",
        "TO+  | -       | -         | -         | -             | str/4 | str/5 | scr/6     | scr/6     | scr/8     | -",
        "TO-  | -       | -         | -         | -             | tlf/2 | tlf/3 | tlf/3     | tlf/3     | tlf/3     | -",
        "RCR+ | -       | -         | sta/2     | irc,scr,sca/8 | 4     | 5     | sca/8     | sca,tlu/9 | sca/8     | tld,scr,sca/8",
        "RCR- | -       | -         | sta/2     | irc,scr,scn/6 | 4     | 5     | scn/6     | scn/7     | scn/6     | tld,scr,scn/6",
        "RCA  | -       | -         | sta/2     | sta/3         | 4     | 5     | irc/7     | scr/6     | irc,tlu/9 | tld,scr/6",
        "RCN  | -       | -         | sta/2     | sta/3         | 4     | 5     | irc,scr/6 | scr/6     | irc,scr/8 | tld,scr/6",
        "RTR  | -       | -         | sta/2     | sta/3         | sta/4 | sta/5 | sta/6     | sta/6     | sta/6     | tld,zrc,sta/5",
        "RTA  | -       | -         | 2         | 3             | tlf/2 | tlf/3 | 6         | 6         | 8         | tld,scr/6",
        "RUC  | -       | -         | scj/2     | scj/3         | scj/4 | scj/5 | scj/6     | scj/7     | scj/8     | scj/9",
        "RXJ+ | -       | -         | 2         | 3             | 4     | 5     | 6         | 6         | 8         | 9",
        "RXJ- | -       | -         | tlf/2     | tlf/3         | tlf/2 | tlf/3 | tlf/3     | tlf/3     | tlf/3     | tld,irc,str/5",
        "RXR  | -       | -         | 2         | 3             | 4     | 5     | 6         | 7         | 8         | ser/9",
    ];

    private static readonly Dictionary<string, AutomatonActions> Names = new()
    {
        ["tlu"] = AutomatonActions.ThisLayerUp,
        ["tld"] = AutomatonActions.ThisLayerDown,
        ["tls"] = AutomatonActions.ThisLayerStarted,
        ["tlf"] = AutomatonActions.ThisLayerFinished,
        ["irc"] = AutomatonActions.InitializeRestartCount,
        ["zrc"] = AutomatonActions.ZeroRestartCount,
        ["scr"] = AutomatonActions.SendConfigureRequest,
        ["sca"] = AutomatonActions.SendConfigureAck,
        ["scn"] = AutomatonActions.SendConfigureNak,
        ["str"] = AutomatonActions.SendTerminateRequest,
        ["sta"] = AutomatonActions.SendTerminateAck,
        ["scj"] = AutomatonActions.SendCodeReject,
        ["ser"] = AutomatonActions.SendEchoReply,
    };

    [Fact]
    public void TheTableIsTheRfcs()
    {
        for (AutomatonEvent happened = 0; happened <= AutomatonEvent.ReceiveEcho; happened++)
        {
            for (AutomatonState state = 0; state <= AutomatonState.Opened; state++)
            {
                (bool legal, string[] actions, AutomatonState next) = Cell(happened, state);
                AutomatonActions expected = actions.Aggregate(AutomatonActions.None, (sum, name) => sum | Names[name]);
                AutomatonTransition transition = AutomatonTable.Get(happened, state);
                Assert.Equal((happened, state, legal), (happened, state, transition.IsLegal));
                if (legal)
                {
                    Assert.Equal((happened, state, expected, next), (happened, state, transition.Actions, transition.Next));
                }
            }
        }
    }

    [Fact]
    public void PacketsTimersAndCallsDoWhatTheTableSays()
    {
        for (AutomatonEvent happened = 0; happened <= AutomatonEvent.ReceiveEcho; happened++)
        {
            for (AutomatonState state = 0; state <= AutomatonState.Opened; state++)
            {
                AutomatonBench bench = new(withRetries: happened != AutomatonEvent.TimeoutWithoutRetries);
                bench.Reach(state);
                Assert.Equal(state, bench.Lcp.State);
                bench.Log.Clear();
                bench.Cause(happened);
                (bool legal, string[] actions, AutomatonState next) = Cell(happened, state);

                // A second answer to one request is a duplicate or not for us, and is discarded (RFC 1661 4.3, RCA).
                bool duplicate = happened is AutomatonEvent.ReceiveAck or AutomatonEvent.ReceiveNak
                    && state is AutomatonState.AckReceived or AutomatonState.Opened;
                IEnumerable<string> visible = legal && !duplicate ? actions.Where(static name => name is not ("irc" or "zrc" or "tls")) : [];
                string expected = string.Join(',', visible.Order(StringComparer.Ordinal)) + "/" + (legal && !duplicate ? next : state);
                string seen = string.Join(',', bench.Log.Order(StringComparer.Ordinal)) + "/" + bench.Lcp.State;
                Assert.Equal($"{happened} in {state}: {expected}", $"{happened} in {state}: {seen}");
                bool timed = bench.Lcp.State is >= AutomatonState.Closing and <= AutomatonState.AckSent;
                Assert.Equal((happened, state, timed), (happened, state, bench.Lcp.Deadline != long.MaxValue));
            }
        }
    }

    private static (bool Legal, string[] Actions, AutomatonState Next) Cell(AutomatonEvent happened, AutomatonState state)
    {
        string cell = Rfc[(int)happened].Split('|')[(int)state + 1].Trim();
        if (cell == "-")
        {
            return (false, [], state);
        }

        string[] parts = cell.Split('/');
        AutomatonState next = (AutomatonState)int.Parse(parts[^1], CultureInfo.InvariantCulture);
        return (true, parts.Length == 1 ? [] : parts[0].Split(','), next);
    }
}
