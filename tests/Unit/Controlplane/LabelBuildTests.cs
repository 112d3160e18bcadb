using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Xunit;
using static Router.Unit.Tests.Controlplane.BuilderBench;
using LabelAction = Router.Channel.LabelAction;
using LabelPayload = Router.Channel.LabelPayload;

namespace Router.Unit.Tests.Controlplane;

/// <summary>The incoming label map: what a configuration comes to.</summary>
public sealed class LabelBuildTests
{
    [Fact]
    public void ASwapIsForBothStackBits()
    {
        DesiredState state = Labels("{ label: 32, action: swap, via: 10.0.2.2, out-labels: [33], ttl-mode: uniform }");
        Assert.Equal(2, state.Labels.Count);
        foreach (DesiredLabel label in state.Labels.Values)
        {
            Assert.Equal((LabelAction.Swap, LabelFlags.Uniform, 33u), (label.Action, label.Flags, label.OutLabel));
            Assert.Equal(Octets("020000000b02 025200000002 8847"), state.Adjacency(label.Target).Hex());
        }
    }

    [Fact]
    public void ASwapToImplicitNullExposesWhatLiesBelow()
    {
        // A file says pop instead; other sources of labels may not.
        DesiredState state = Build(Parse(Head) with
        {
            Mpls = new MplsConfiguration
            {
                Labels = [new LabelConfiguration { Label = 40, Action = Router.Configuration.LabelAction.Swap, Via = IPAddress.Parse("10.0.2.2"), OutLabels = [3] }],
            },
        });
        Assert.Equal((LabelAction.PopForward, LabelPayload.Ipv4), Facts(state, 40, true));
        Assert.Equal((LabelAction.PopForward, LabelPayload.Mpls), Facts(state, 40, false));
        Assert.Equal(Octets("020000000b02 025200000002 0800"), state.Adjacency(state.Labels[new LabelKey(40, true)].Target).Hex());
        Assert.Equal(Octets("020000000b02 025200000002 8847"), state.Adjacency(state.Labels[new LabelKey(40, false)].Target).Hex());
    }

    [Fact]
    public void APopIsForTheStackBitOfItsPayload()
    {
        DesiredState state = Labels("{ label: 34, action: pop, via: 10.0.2.2, payload: ipv6 }", "{ label: 35, action: pop, via: 10.0.2.2, payload: mpls }");
        Assert.Equal((LabelAction.PopForward, LabelPayload.Ipv6), Facts(state, 34, true));
        Assert.Equal(Octets("020000000b02 025200000002 86dd"), state.Adjacency(state.Labels[new LabelKey(34, true)].Target).Hex());
        Assert.Equal((LabelAction.PopForward, LabelPayload.Mpls), Facts(state, 35, false));
        Assert.Equal(2, state.Labels.Count);
    }

    [Fact]
    public void LookupsAndDrops()
    {
        DesiredState state = Labels(
            "{ label: 35, action: lookup, vrf: red }",
            "{ label: 36, action: lookup, payload: mpls }",
            "{ label: 37, action: drop }");
        Assert.Equal(StableKey.OfVrf("red"), state.Labels[new LabelKey(35, true)].Vrf);
        Assert.Equal((LabelAction.PopLookup, LabelPayload.Ip), Facts(state, 35, true));
        Assert.Equal((LabelAction.PopLookup, LabelPayload.Mpls), Facts(state, 36, false));
        Assert.Equal(LabelAction.Drop, Facts(state, 37, true).Action);
        Assert.Equal(LabelAction.Drop, Facts(state, 37, false).Action);
    }

    [Fact]
    public void ASwapOverAnotherPathPushesItsLabelsOutside()
    {
        DesiredState state = Build(Head + """
            routes:
              - { prefix: 10.8.0.0/24, via: 10.0.2.2, labels: [33] }
            mpls:
              labels:
                - { label: 34, action: swap, via: 10.8.0.1, out-labels: [44, 45] }
                - { label: 46, action: pop, via: 10.8.0.1, payload: mpls }

            """);
        DesiredLabel swap = state.Labels[new LabelKey(34, true)];
        Assert.Equal([33u, 44u], state.Adjacency(swap.Target).Labels);
        Assert.Equal(45u, swap.OutLabel);

        // To pop a label above others and push that of the way is to swap it for it.
        Assert.Equal(LabelAction.Swap, Facts(state, 46, false).Action);
    }

    [Fact]
    public void SwapsOverOneNextHopShareItsAdjacency()
    {
        DesiredState state = Labels("""
            { label: 32, action: swap, via: 10.0.2.2, out-labels: [33] }
                - { label: 34, action: swap, via: 10.0.2.2, out-labels: [35] }
            """);
        Assert.Single(state.Labels.Values.Select(label => label.Target).Distinct());
        Assert.Equal([33u, 35u], state.Labels.Values.Select(label => label.OutLabel).Distinct().Order());
    }

    private static (LabelAction Action, LabelPayload Payload) Facts(DesiredState state, uint label, bool bottom)
    {
        DesiredLabel entry = state.Labels[new LabelKey(label, bottom)];
        return (entry.Action, entry.Payload);
    }

    private static DesiredState Labels(params string[] entries) =>
        Build(Head + "mpls:\n  labels:\n" + string.Concat(entries.Select(entry => $"    - {entry}\n")));
}
