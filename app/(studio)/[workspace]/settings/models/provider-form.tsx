"use client";
import {
  Alert,
  Anchor,
  Button,
  NumberInput,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import type { ProviderView, VendorView } from "@/server/models/input";

type Props = { provider: ProviderView | null; vendors: VendorView[]; onSaved: () => void };
type Amount = number | "";
type Values = {
  vendor: VendorView["id"];
  name: string;
  apiKey: string;
  baseUrl: string;
  small: string;
  large: string;
  inputPrice: Amount;
  outputPrice: Amount;
  dayUsd: Amount;
  monthUsd: Amount;
};

const amount = (value: Amount): number | null => (value === "" ? null : value);

/** A provider to add, or one to change; a key once saved is only ever replaced. */
export function ProviderForm({ provider, vendors, onSaved }: Props) {
  const api = useTRPC();
  const [first] = vendors;
  const form = useForm<Values>({
    initialValues: {
      vendor: provider?.vendor ?? first?.id ?? "openai",
      name: provider?.name ?? first?.name ?? "",
      apiKey: "",
      baseUrl: provider?.baseUrl ?? "",
      small: provider?.small ?? first?.small ?? "",
      large: provider?.large ?? first?.large ?? "",
      inputPrice: provider?.inputPrice ?? "",
      outputPrice: provider?.outputPrice ?? "",
      dayUsd: provider?.budget.day.limitUsd ?? "",
      monthUsd: provider?.budget.month.limitUsd ?? "",
    },
  });
  const { values } = form;
  const vendor = vendors.find(({ id }) => id === values.vendor);
  const done = {
    onSuccess: () => {
      onSaved();
      modals.closeAll();
      notifications.show({ color: "pine", message: `${values.name} is saved. Test it to be sure.` });
    },
  };
  const add = useMutation(api.models.add.mutationOptions(done));
  const update = useMutation(api.models.update.mutationOptions(done));
  const error = add.error ?? update.error;
  const choose = (id: string | null) => {
    const next = vendors.find((one) => one.id === id);
    if (next) form.setValues({ vendor: next.id, name: next.name, baseUrl: "", small: next.small, large: next.large });
  };
  const submit = form.onSubmit(({ vendor: id, apiKey, baseUrl, ...rest }) => {
    const details = {
      ...{ name: rest.name, small: rest.small, large: rest.large },
      baseUrl: baseUrl.trim() || null,
      inputPrice: amount(rest.inputPrice),
      outputPrice: amount(rest.outputPrice),
      dayUsd: amount(rest.dayUsd),
      monthUsd: amount(rest.monthUsd),
      ...(apiKey && { apiKey }),
    };
    if (provider) update.mutate({ providerId: provider.id, ...details });
    else add.mutate({ vendor: id, ...details });
  });
  const fields = (error?.data?.fields ?? {}) as Record<string, string[] | undefined>;
  const props = (name: keyof Values) => ({ ...form.getInputProps(name), error: fields[name]?.[0] });
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && Object.keys(fields).length === 0 && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        {!provider && (
          <Select
            label="Who"
            data={vendors.map(({ id, name }) => ({ value: id, label: name }))}
            value={values.vendor}
            onChange={choose}
            allowDeselect={false}
          />
        )}
        <PasswordInput
          label="Key"
          description={
            vendor?.keysAt ? (
              <>
                Stored encrypted and never shown again. Get one at{" "}
                <Anchor href={vendor.keysAt} target="_blank" rel="noreferrer" inherit>
                  {new URL(vendor.keysAt).hostname}
                </Anchor>
                .
              </>
            ) : (
              "Only if the endpoint asks for one."
            )
          }
          placeholder={provider?.keyEnd ? `Stays as it is (…${provider.keyEnd})` : ""}
          required={!provider && vendor?.needsKey === true}
          autoComplete="off"
          {...props("apiKey")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="Model for drafts" description="The large one" required {...props("large")} />
          <TextInput
            label="Model for outlines and repairs"
            description="A small one will do"
            required
            {...props("small")}
          />
        </SimpleGrid>
        <TextInput
          label="Address"
          description={
            values.vendor === "ollama" || values.vendor === "compatible"
              ? "An address on this machine or a private network works only if the installation lists it in FETCH_ALLOW."
              : "Leave empty for the vendor's own."
          }
          placeholder={vendor?.baseUrl ?? "https://llm.example.com/v1"}
          required={vendor?.baseUrl === null}
          {...props("baseUrl")}
        />
        <TextInput label="Name" required maxLength={80} {...props("name")} />
        <Text fw={550} fz="sm">
          Budget, in US dollars
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput
            label="A day"
            placeholder="No limit"
            prefix="$"
            min={0.01}
            decimalScale={2}
            {...props("dayUsd")}
          />
          <NumberInput
            label="A month"
            placeholder="No limit"
            prefix="$"
            min={0.01}
            decimalScale={2}
            {...props("monthUsd")}
          />
        </SimpleGrid>
        {!vendor?.isFree && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NumberInput
              label="Price of a million tokens in"
              description="Only for models we know no price of"
              placeholder="From our list"
              prefix="$"
              min={0}
              {...props("inputPrice")}
            />
            <NumberInput
              label="Price of a million tokens out"
              description="0 where it costs nothing"
              placeholder="From our list"
              prefix="$"
              min={0}
              {...props("outputPrice")}
            />
          </SimpleGrid>
        )}
        <Button type="submit" loading={add.isPending || update.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
