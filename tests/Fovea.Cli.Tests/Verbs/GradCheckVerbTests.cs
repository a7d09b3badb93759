using System.Text.Json;

namespace Fovea.Cli.Tests.Verbs;

public class GradCheckVerbTests
{
    [Fact]
    public void A_kind_of_layer_is_checked_with_all_its_forms()
    {
        JsonElement json = Call.Of("gradcheck", "conv2d", "--seed", "4", "--json").Succeeded().Json();
        Assert.True(json.GetProperty("right").GetBoolean());
        Assert.Equal(3, json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("case").GetString()).Distinct().Count());
    }

    [Fact]
    public void People_see_the_worst_error_and_the_limit()
    {
        string text = Call.Of("gradcheck", "Linear").Succeeded().Out;
        Assert.All(new[] { "input", "weight", "bias", "All gradients are right" }, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }
}
