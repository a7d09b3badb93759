using System.Text.Json;
using Fovea.Models;

namespace Fovea.Cli.Tests.Verbs;

public class ModelsVerbTests
{
    [Fact]
    public void Every_registered_model_is_listed()
    {
        JsonElement[] models = [.. Call.Of("models", "--json").Succeeded().Json().GetProperty("models").EnumerateArray()];
        Assert.Equal(ModelRegistry.Names, models.Select(model => model.GetProperty("name").GetString()!));
        string text = Call.Of("models").Succeeded().Out;
        Assert.All(ModelRegistry.All, entry => Assert.Contains(entry.Description, text, StringComparison.Ordinal));
    }
}
