using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>Where values lie: shared bytes, steps in place and variables overwritten in place never change what is computed.</summary>
public class CpuMemoryTests
{
    static readonly Shape[] Shapes = [[6, 20], [20], [6, 1], [], [60, 50]];

    /// <summary>Runs a function of two inputs and some variables three times, and gives all outputs and all variables after each.</summary>
    static List<float[]> Run(Backend backend, Func<Tensor[], Variable[], Tensor[]> body)
    {
        using IDisposable scope = Backend.Use(backend);
        Variable[] variables = [.. Shapes.Concat(Shapes).Select((shape, i) => new Variable(RandomGraph.Values(shape, i), shape, $"v{i}"))];
        Function function = new(x => body(x, variables));
        List<float[]> seen = [];
        for (int run = 0; run < 3; run++)
        {
            Tensor[] x = [.. Shapes.Select((shape, i) => Tensor.From(RandomGraph.Values(shape, 100 * run + i), shape))];
            seen.AddRange(function.Call(x).Select(output => output.ToArray()));
            seen.AddRange(variables.Select(variable => variable.ToArray()));
        }
        return seen;
    }

    static void Check(Func<Tensor[], Variable[], Tensor[]> body, string what)
    {
        List<float[]> exact = Run(Backend.Reference, body), fast = Run(Backend.Cpu, body);
        for (int i = 0; i < exact.Count; i++) RandomGraph.AssertClose(exact[i], fast[i], $"{what}, value {i}");
    }

    [Fact]
    public void RandomGraphsWithOutputsAndUpdates() => RandomGraph.ForAll(200, code => Check((x, variables) =>
    {
        List<Tensor> nodes = RandomGraph.Build([.. x, .. variables], code, elementwise: false);
        List<Tensor> outputs = [];
        // The same numbers choose outputs (also leaves, views and the same node twice) and what each variable becomes.
        for (int i = 0; i < code.Length; i += 4) outputs.Add(nodes[nodes.Count - 1 - code[i] / 7 % nodes.Count]);
        for (int v = 0; v < variables.Length && v < code.Length; v++)
        {
            Tensor[] fitting = [.. nodes.Where(node => node.Shape == variables[v].Shape)];
            if (code[v] % 3 > 0) variables[v].Assign(fitting[fitting.Length - 1 - code[v] / 5 % Math.Min(fitting.Length, 4)]);
        }
        return [.. outputs];
    }, string.Join(", ", code)));

    [Fact]
    public void ExchangedVariables() => Check((x, v) =>
    {
        v[0].Assign(v[5]);
        v[5].Assign(v[0]);
        return [v[0]];
    }, "exchange");

    [Fact]
    public void ExchangedVariablesBehindOperationsThatVanish() => Check((x, v) =>
    {
        v[0].Assign(v[5] * 1);
        v[5].Assign(v[0].Transpose().Transpose() + 0.0);
        v[1].Assign(v[6].Detach());
        v[6].Assign(v[1].Reshape(4, 5).Reshape(20));
        return [v[0] - 0, v[5].Reshape(-1)];
    }, "exchange behind vanishing operations");

    [Fact]
    public void VariablesThatTurnInACircle() => Check((x, v) =>
    {
        v[0].Assign(v[5] + x[0]);
        v[5].Assign(v[0] - x[0]);
        v[4].Assign(v[9]);
        v[9].Assign(v[4] * 0.5);
        return [v[0] + v[5], v[4]];
    }, "circle");

    [Fact]
    public void UpdatesThatReadTheirVariableThroughOtherShapes() => Check((x, v) =>
    {
        v[0].Assign(v[0].Mean([0], keepDims: true) + v[0]);
        v[5].Assign(v[5].Reshape(20, 6).Transpose().Tanh());
        v[1].Assign(v[1].Reshape(4, 5).Transpose().Reshape(20));
        v[4].Assign(v[4].Softmax() * v[4]);
        return [v[5] * 2, v[0].Sum([0])];
    }, "through other shapes");

    [Fact]
    public void AVariableThatSharesItsNewValue() => Check((x, v) =>
    {
        Tensor value = (v[0] + x[0]).Tanh();
        v[0].Assign(value);
        v[5].Assign(value);
        return [value, value.Reshape(-1), value, v[0], x[0], x[0]];
    }, "shared");

    [Fact]
    public void ProductsThatReadTheVariableTheyUpdate() => Check((x, v) =>
    {
        v[0].Assign((v[0].MatMul(v[0], transposeA: true) * 0.1).MatMul(v[0], transposeB: true).Transpose().Tanh());
        return [];
    }, "product");
}
